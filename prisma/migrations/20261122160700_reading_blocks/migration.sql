-- Blocks lie with the stretch of text that they begin in, so that none of it is large. What was read before is read anew
-- when it is cut again.
ALTER TABLE "reading_text" ADD COLUMN "blocks" TEXT NOT NULL DEFAULT '[]';
ALTER TABLE "reading" DROP COLUMN "blocks";
