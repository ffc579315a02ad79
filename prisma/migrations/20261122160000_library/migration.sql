-- CreateTable
CREATE TABLE "collection" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "chunking" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "collection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "content" (
    "id" UUID NOT NULL,
    "hash" TEXT,
    "size" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "content_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "content_part" (
    "content_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "content_part_pkey" PRIMARY KEY ("content_id","ordinal")
);

-- CreateTable
CREATE TABLE "reading" (
    "id" UUID NOT NULL,
    "content_id" UUID NOT NULL,
    "form" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "title" TEXT,
    "language" TEXT,
    "pages" INTEGER,
    "length" INTEGER NOT NULL,
    "blocks" JSON NOT NULL,
    "warnings" JSON NOT NULL DEFAULT '[]',
    "complete" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reading_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reading_text" (
    "reading_id" UUID NOT NULL,
    "start" INTEGER NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "reading_text_pkey" PRIMARY KEY ("reading_id","start")
);

-- CreateTable
CREATE TABLE "document" (
    "id" UUID NOT NULL,
    "collection_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT,
    "kind" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "content_id" UUID,
    "reading_id" UUID,
    "served_reading_id" UUID,
    "size" BIGINT NOT NULL DEFAULT 0,
    "hash" TEXT NOT NULL DEFAULT '',
    "origin" TEXT NOT NULL,
    "server" TEXT,
    "uri" TEXT,
    "kept" BOOLEAN NOT NULL DEFAULT false,
    "read_at" TIMESTAMPTZ(3),
    "read_next_at" TIMESTAMPTZ(3),
    "read_problem" TEXT,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "state" TEXT NOT NULL,
    "progress" DOUBLE PRECISION,
    "error" JSON,
    "warnings" JSON NOT NULL DEFAULT '[]',
    "passages" INTEGER NOT NULL DEFAULT 0,
    "pages" INTEGER,
    "language" TEXT,
    "generation" INTEGER NOT NULL DEFAULT 0,
    "target" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "indexed_at" TIMESTAMPTZ(3),

    CONSTRAINT "document_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "collection_name_key" ON "collection"("name");

-- CreateIndex
CREATE UNIQUE INDEX "content_hash_key" ON "content"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "reading_content_id_form_key" ON "reading"("content_id", "form");

-- CreateIndex
CREATE UNIQUE INDEX "document_collection_id_name_key" ON "document"("collection_id", "name");

-- CreateIndex
CREATE INDEX "document_updated_at_id_idx" ON "document"("updated_at", "id");

-- CreateIndex
CREATE INDEX "document_content_id_idx" ON "document"("content_id");

-- CreateIndex
CREATE INDEX "document_reading_id_idx" ON "document"("reading_id");

-- CreateIndex
CREATE INDEX "document_served_reading_id_idx" ON "document"("served_reading_id");

-- CreateIndex
CREATE INDEX "document_server_uri_idx" ON "document"("server", "uri");

-- CreateIndex
CREATE INDEX "document_state_idx" ON "document"("state");

-- AddForeignKey
ALTER TABLE "content_part" ADD CONSTRAINT "content_part_content_id_fkey" FOREIGN KEY ("content_id") REFERENCES "content"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reading" ADD CONSTRAINT "reading_content_id_fkey" FOREIGN KEY ("content_id") REFERENCES "content"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reading_text" ADD CONSTRAINT "reading_text_reading_id_fkey" FOREIGN KEY ("reading_id") REFERENCES "reading"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_content_id_fkey" FOREIGN KEY ("content_id") REFERENCES "content"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_reading_id_fkey" FOREIGN KEY ("reading_id") REFERENCES "reading"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_served_reading_id_fkey" FOREIGN KEY ("served_reading_id") REFERENCES "reading"("id") ON DELETE SET NULL ON UPDATE CASCADE;
