-- CreateTable
CREATE TABLE "incident" (
    "id" UUID NOT NULL,
    "server" TEXT NOT NULL,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "severity" TEXT NOT NULL,
    "cause" JSON NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "ending" TEXT,
    "group_id" UUID,
    "silenced" BOOLEAN NOT NULL DEFAULT false,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "to_tell" TEXT,
    "settles" BOOLEAN NOT NULL DEFAULT false,
    "recovered_at" TIMESTAMPTZ(3),
    "acknowledged" JSON,
    "notes" JSON NOT NULL DEFAULT '[]',
    "events" JSON,

    CONSTRAINT "incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_group" (
    "id" UUID NOT NULL,
    "cause" JSON NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "incident_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "maintenance_window" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "everything" BOOLEAN NOT NULL DEFAULT false,
    "servers" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "schedule" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "told_until" TIMESTAMPTZ(3),

    CONSTRAINT "maintenance_window_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "incident_to_tell_idx" ON "incident"("to_tell") WHERE (to_tell IS NOT NULL);

-- CreateIndex
CREATE INDEX "incident_server_opened_at_idx" ON "incident"("server", "opened_at");

-- CreateIndex
CREATE INDEX "incident_opened_at_id_idx" ON "incident"("opened_at", "id");

-- CreateIndex
CREATE INDEX "incident_closed_at_idx" ON "incident"("closed_at");

-- CreateIndex
CREATE INDEX "incident_group_id_idx" ON "incident"("group_id");

-- CreateIndex
CREATE UNIQUE INDEX "incident_open_key" ON "incident"("server") WHERE (closed_at IS NULL);

-- CreateIndex
CREATE INDEX "incident_group_closed_at_idx" ON "incident_group"("closed_at");
