-- A conversation is a tree: every message names the one before it, and `head` is the leaf of the branch that is shown.

-- AlterTable
ALTER TABLE "conversation" ADD COLUMN "head" TEXT,
ADD COLUMN "title_from" TEXT NOT NULL DEFAULT 'question',
ADD COLUMN "pinned" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN "deleted_at" TIMESTAMPTZ(3),
ADD COLUMN "share_hash" TEXT,
ADD COLUMN "share_leaf" TEXT,
ADD COLUMN "share_results" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "shared_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "message" ADD COLUMN "parent_id" TEXT,
ADD COLUMN "text" TEXT NOT NULL DEFAULT '';

-- Conversations that are there already are one straight line.
UPDATE "message" SET "parent_id" = "line"."before"
FROM (
    SELECT "conversation_id", "id", lag("id") OVER (PARTITION BY "conversation_id" ORDER BY "position") AS "before"
    FROM "message"
) AS "line"
WHERE "message"."conversation_id" = "line"."conversation_id" AND "message"."id" = "line"."id";

UPDATE "conversation" SET "head" = (
    SELECT "id" FROM "message" WHERE "conversation_id" = "conversation"."id" ORDER BY "position" DESC LIMIT 1
);

-- What a search looks in. A text with an escaped NUL cannot be unescaped by the database and is left out.
UPDATE "message" SET "text" = left(coalesce((
    SELECT string_agg("part" ->> 'text', E'\n\n')
    FROM json_array_elements("message"."parts") AS "part"
    WHERE "part" ->> 'type' = 'text'
), ''), 20000)
WHERE json_typeof("parts") = 'array' AND strpos("parts"::text, '\u0000') = 0;

-- DropIndex
DROP INDEX "conversation_updated_at_id_idx";

-- CreateIndex
CREATE INDEX "conversation_pinned_updated_at_id_idx" ON "conversation"("pinned", "updated_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "conversation_share_hash_key" ON "conversation"("share_hash");
