-- How a server's resource that became a document is kept up to date.
ALTER TABLE "document" ADD COLUMN "watched" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "document" ADD COLUMN "ttl_ms" INTEGER;
