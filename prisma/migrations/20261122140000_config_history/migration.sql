-- CreateTable
CREATE TABLE "config_version" (
    "id" BIGSERIAL NOT NULL,
    "file" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "origin" TEXT NOT NULL,
    "valid" BOOLEAN NOT NULL,
    "servers" INTEGER NOT NULL,
    "size" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "config_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "config_reload" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "trigger" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "changes" JSON NOT NULL,
    "problems" JSON NOT NULL,

    CONSTRAINT "config_reload_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "config_version_file_id_idx" ON "config_version"("file", "id");
