extension Migration {
    /// Projects, their conversations, and what was said in them. A project takes its conversations along, a conversation
    /// its messages.
    ///
    /// How many there are, and how long they are together, is kept by triggers, so that a list can tell it, and can stop
    /// before it is too long, without looking at every message. `reply_to` names the message that an assistant's
    /// answers; it is unique, so that whoever asks twice is answered once. `attempt_failed` says of a message without an
    /// answer that it was tried.
    static let conversations = Migration(
        "v1-conversations",
        statements: """
            CREATE TABLE project (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                name TEXT NOT NULL,
                description TEXT,
                color TEXT NOT NULL,
                conversation_count INTEGER NOT NULL DEFAULT 0,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX project_by_owner ON project(owner, id);

            CREATE TABLE conversation (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                project_id INTEGER REFERENCES project(id) ON DELETE CASCADE,
                title TEXT NOT NULL,
                message_count INTEGER NOT NULL DEFAULT 0,
                message_bytes INTEGER NOT NULL DEFAULT 0,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX conversation_by_owner ON conversation(owner, id);
            CREATE INDEX conversation_by_project ON conversation(project_id, id) WHERE project_id IS NOT NULL;

            CREATE TRIGGER conversation_counted AFTER INSERT ON conversation WHEN NEW.project_id IS NOT NULL BEGIN
                UPDATE project SET conversation_count = conversation_count + 1 WHERE id = NEW.project_id;
            END;
            CREATE TRIGGER conversation_discounted AFTER DELETE ON conversation WHEN OLD.project_id IS NOT NULL BEGIN
                UPDATE project SET conversation_count = conversation_count - 1 WHERE id = OLD.project_id;
            END;

            CREATE TABLE message (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                conversation_id INTEGER NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
                role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
                content TEXT NOT NULL,
                internet_enabled INTEGER NOT NULL DEFAULT 0,
                idempotency_key TEXT,
                reply_to INTEGER UNIQUE REFERENCES message(id) ON DELETE CASCADE,
                attempt_failed INTEGER NOT NULL DEFAULT 0,
                provider TEXT,
                model TEXT,
                created_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX message_by_conversation ON message(conversation_id, id);
            CREATE UNIQUE INDEX message_by_key ON message(conversation_id, idempotency_key)
                WHERE idempotency_key IS NOT NULL;

            CREATE TRIGGER message_counted AFTER INSERT ON message BEGIN
                UPDATE conversation SET message_count = message_count + 1,
                    message_bytes = message_bytes + LENGTH(CAST(NEW.content AS BLOB)), updated_at = NEW.created_at
                WHERE id = NEW.conversation_id;
            END;

            CREATE TABLE message_attachment (
                message_id INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                attachment_id INTEGER NOT NULL REFERENCES attachment(id) ON DELETE CASCADE,
                PRIMARY KEY (message_id, position)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX message_attachment_by_attachment ON message_attachment(attachment_id);
            """)
}
