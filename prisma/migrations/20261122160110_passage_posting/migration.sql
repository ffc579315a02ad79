-- CreateTable
CREATE TABLE "passage_posting" (
    -- Compared byte by byte: equality is all that is asked, and a language's order costs ten times as much.
    "term" TEXT COLLATE "C" NOT NULL,
    "part" BIGSERIAL NOT NULL,
    "entries" INTEGER NOT NULL,
    "postings" BYTEA NOT NULL,

    CONSTRAINT "passage_posting_pkey" PRIMARY KEY ("term","part")
);

-- Numbers do not compress, and trying costs time at each write.
ALTER TABLE "passage_posting" ALTER COLUMN "postings" SET STORAGE EXTERNAL;

-- CreateTable
CREATE TABLE "passage_total" (
    "language" TEXT NOT NULL,
    "passages" BIGINT NOT NULL,
    "length" BIGINT NOT NULL,

    CONSTRAINT "passage_total_pkey" PRIMARY KEY ("language")
);
