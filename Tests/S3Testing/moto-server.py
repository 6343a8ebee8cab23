"""Serves S3 on a free port of 127.0.0.1, with IAM's checks of signatures and rights on, until its standard input ends.

Says one line of JSON: the endpoint, the keys of a user who may do everything to the buckets `calotype-0` to
`calotype-199`, and those of one who may do nothing.

moto judges no presigned URL while its IAM checks are on. botocore, which is AWS's own signer, does it here in its place.
"""
import json
import logging
import os
import sys
import threading
import time
import urllib.parse

os.environ.update(AWS_ACCESS_KEY_ID="setup", AWS_SECRET_ACCESS_KEY="setup", AWS_DEFAULT_REGION="us-east-1")

import boto3
import requests
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

secrets = {}


class Presigned:
    """Judges requests that are signed in their query, and hands them on signed in a header."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        query = dict(urllib.parse.parse_qsl(environ["QUERY_STRING"], keep_blank_values=True))
        if "X-Amz-Signature" in query:
            refusal = self.judge(environ, query)
            if refusal:
                body = f"<Error><Code>{refusal}</Code><Message>{refusal}</Message></Error>".encode()
                start_response("403 Forbidden", [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))])
                return [body]
        return self.application(environ, start_response)

    def judge(self, environ, query):
        access, _, region, service, _ = query["X-Amz-Credential"].split("/")
        if access not in secrets:
            return "InvalidAccessKeyId"
        signed = time.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
        if time.time() - time.mktime(signed) + time.timezone > int(query["X-Amz-Expires"]):
            return "AccessDenied"
        known = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
        headers = {
            name: environ.get(known.get(name, "HTTP_" + name.upper().replace("-", "_")), "")
            for name in query["X-Amz-SignedHeaders"].split(";")
        }
        path = environ["RAW_URI"].split("?")[0]
        rest = "&".join(p for p in environ["QUERY_STRING"].split("&") if not p.startswith("X-Amz-Signature="))
        credentials = Credentials(access, secrets[access])
        signer = S3SigV4QueryAuth(credentials, service, region)
        request = AWSRequest(environ["REQUEST_METHOD"], f"http://{environ['HTTP_HOST']}{path}?{rest}", headers)
        request.context["timestamp"] = query["X-Amz-Date"]
        words = signer.string_to_sign(request, signer.canonical_request(request))
        if signer.signature(words, request) != query["X-Amz-Signature"]:
            return "SignatureDoesNotMatch"
        plain = AWSRequest(environ["REQUEST_METHOD"], f"http://{environ['HTTP_HOST']}{path}", data=b"")
        S3SigV4Auth(credentials, service, region).add_auth(plain)
        environ["QUERY_STRING"] = ""
        environ["RAW_URI"] = environ["REQUEST_URI"] = path
        for name in ("Authorization", "X-Amz-Date", "X-Amz-Content-SHA256"):
            environ["HTTP_" + name.upper().replace("-", "_")] = plain.headers[name]
        return None


class Silent(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_):
        pass


logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
server = make_server(
    "127.0.0.1", 0, Presigned(DomainDispatcherApplication(create_backend_app)), threaded=True, request_handler=Silent)
threading.Thread(target=server.serve_forever, daemon=True).start()
endpoint = f"http://127.0.0.1:{server.server_port}"

iam = boto3.client("iam", endpoint_url=endpoint)


def user(name, *statements):
    iam.create_user(UserName=name)
    if statements:
        policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        iam.put_user_policy(UserName=name, PolicyName="rights", PolicyDocument=policy)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    secrets[key["AccessKeyId"]] = key["SecretAccessKey"]
    return {"access": key["AccessKeyId"], "secret": key["SecretAccessKey"]}


keys = user("calotype", {"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
stranger = user("stranger")
s3 = boto3.client("s3", endpoint_url=endpoint)
for number in range(200):
    s3.create_bucket(Bucket=f"calotype-{number}")
# From now on every request is judged.
requests.post(f"{endpoint}/moto-api/reset-auth", data=b"0", timeout=10).raise_for_status()

print(json.dumps({"endpoint": endpoint, "keys": keys, "stranger": stranger}), flush=True)
sys.stdin.read()
