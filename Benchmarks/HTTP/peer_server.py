"""The peer of Benchmarks/HTTP/costs.py: what one would write with FastAPI, Pillow, imagehash and SQLite.

It makes a 300 pixel preview only, without `draft`, keeps files without syncing them, and commits without syncing. Its
token is a JWT whose session is looked up, as in Calotype. Run by uvicorn, one process; the folder is PEER_FOLDER.
"""

import hashlib
import io
import os
import pathlib
import sqlite3
import threading

import imagehash
import jwt
from fastapi import Depends, FastAPI, HTTPException, UploadFile
from fastapi.responses import FileResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from PIL import Image, ImageOps
from pydantic import BaseModel

FOLDER = pathlib.Path(os.environ["PEER_FOLDER"])
KEY = "a key for the benchmark that is long enough"
API = "/api/v1"
app = FastAPI()
bearer = HTTPBearer()
local = threading.local()


def database():
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(FOLDER / "peer.sqlite")
        local.connection.row_factory = sqlite3.Row
        local.connection.execute("PRAGMA journal_mode = WAL")
        local.connection.execute("PRAGMA synchronous = OFF")
    return local.connection


database().executescript("""
    CREATE TABLE session (id TEXT PRIMARY KEY, account INTEGER NOT NULL);
    CREATE TABLE photo (
        id INTEGER PRIMARY KEY, owner INTEGER NOT NULL, hothash TEXT NOT NULL, width INTEGER, height INTEGER,
        taken_at TEXT, rating INTEGER, perceptual_hash TEXT, created_at TEXT, updated_at TEXT, UNIQUE (owner, hothash));
    CREATE TABLE image_file (
        id INTEGER PRIMARY KEY, photo_id INTEGER NOT NULL REFERENCES photo(id), filename TEXT, file_size INTEGER,
        file_type TEXT);
    CREATE INDEX image_file_by_photo ON image_file(photo_id);
    INSERT INTO session VALUES ('s', 1);
""")
(FOLDER / "token").write_text(jwt.encode({"sub": "1", "sid": "s"}, KEY, "HS256"))


class ImageFile(BaseModel):
    id: int
    filename: str
    file_size: int
    file_type: str


class Photo(BaseModel):
    hothash: str
    width: int
    height: int
    taken_at: str | None
    rating: int | None
    perceptual_hash: str
    has_coldpreview: bool = False
    image_files: list[ImageFile]
    created_at: str
    updated_at: str


class Page(BaseModel):
    data: list[Photo]
    meta: dict[str, int]


def owner(credentials: HTTPAuthorizationCredentials = Depends(bearer)) -> int:
    try:
        claims = jwt.decode(credentials.credentials, KEY, ["HS256"])
    except jwt.PyJWTError:
        raise HTTPException(401)
    row = database().execute("SELECT account FROM session WHERE id = ?", (claims["sid"],)).fetchone()
    if row is None:
        raise HTTPException(401)
    return row["account"]


def shape(row, files):
    return Photo(**{k: row[k] for k in row.keys() if k not in ("id", "owner")}, image_files=files)


@app.get(API + "/photos")
def photos(offset: int = 0, limit: int = 100, owner: int = Depends(owner)) -> Page:
    rows = database().execute(
        "SELECT * FROM photo WHERE owner = ? ORDER BY id DESC LIMIT ? OFFSET ?", (owner, limit, offset)).fetchall()
    files = {row["id"]: [] for row in rows}
    marks = ",".join("?" * len(files))
    for file in database().execute(f"SELECT * FROM image_file WHERE photo_id IN ({marks})", list(files)):
        files[file["photo_id"]].append(ImageFile(**{k: file[k] for k in file.keys() if k != "photo_id"}))
    total = database().execute("SELECT COUNT(*) FROM photo WHERE owner = ?", (owner,)).fetchone()[0]
    return Page(data=[shape(row, files[row["id"]]) for row in rows], meta={"total": total, "offset": offset})


def photo_row(hothash, owner):
    row = database().execute("SELECT * FROM photo WHERE owner = ? AND hothash = ?", (owner, hothash)).fetchone()
    if row is None:
        raise HTTPException(404)
    return row


@app.get(API + "/photos/{hothash}")
def photo(hothash: str, owner: int = Depends(owner)) -> Photo:
    row = photo_row(hothash, owner)
    files = database().execute("SELECT * FROM image_file WHERE photo_id = ?", (row["id"],)).fetchall()
    return shape(row, [ImageFile(**{k: file[k] for k in file.keys() if k != "photo_id"}) for file in files])


@app.get(API + "/photos/{hothash}/hotpreview")
def hotpreview(hothash: str, owner: int = Depends(owner)):
    photo_row(hothash, owner)
    return FileResponse(FOLDER / f"{hothash}.jpg", media_type="image/jpeg")


@app.post(API + "/image-files/new-photo", status_code=201)
def new_photo(file: UploadFile, owner: int = Depends(owner)):
    content = file.file.read()
    (FOLDER / hashlib.sha256(content).hexdigest()).write_bytes(content)
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    size = picture.size
    phash = str(imagehash.phash(picture))
    picture.thumbnail((300, 300), Image.Resampling.LANCZOS)
    preview = io.BytesIO()
    picture.convert("RGB").save(preview, "JPEG", quality=85)
    hothash = hashlib.sha256(preview.getvalue()).hexdigest()
    (FOLDER / f"{hothash}.jpg").write_bytes(preview.getvalue())
    with database() as connection:
        made = connection.execute(
            "INSERT INTO photo VALUES (NULL, ?, ?, ?, ?, NULL, NULL, ?, datetime(), datetime())",
            (owner, hothash, *size, phash)).lastrowid
        connection.execute(
            "INSERT INTO image_file VALUES (NULL, ?, ?, ?, 'jpeg')", (made, file.filename, len(content)))
    return {"photo_hothash": hothash}
