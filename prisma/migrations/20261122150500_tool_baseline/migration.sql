-- CreateTable
CREATE TABLE "tool_baseline" (
    "server" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "definition" JSON NOT NULL,
    "pending_fingerprint" TEXT,
    "pending" JSON,
    "pending_since" TIMESTAMPTZ(3),

    CONSTRAINT "tool_baseline_pkey" PRIMARY KEY ("server", "tool")
);
