-- AlterEnum
ALTER TYPE "DestinationKind" ADD VALUE 'slack_webhook';

-- DropIndex
DROP INDEX "Delivery_destinationId_laneClass_laneOrder_idx";

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "emailChangedAt" TIMESTAMPTZ(3),
ADD COLUMN     "joinedByLinkAt" TIMESTAMPTZ(3),
ADD COLUMN     "totpEnabledAt" TIMESTAMPTZ(3),
ADD COLUMN     "totpLastStep" INTEGER,
ADD COLUMN     "totpSecretEnc" BYTEA,
ALTER COLUMN "passwordHash" DROP NOT NULL;

-- AlterTable
ALTER TABLE "Throttle" ADD COLUMN     "refusedTries" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Project" ADD COLUMN     "fallbackDestinationId" UUID;

-- AlterTable
ALTER TABLE "ProjectMember" ADD COLUMN     "customRoleId" UUID,
ALTER COLUMN "role" DROP NOT NULL;

-- AlterTable
ALTER TABLE "AuditEntry" ADD COLUMN     "chainHash" BYTEA,
ADD COLUMN     "contentHash" BYTEA,
ADD COLUMN     "entryHash" BYTEA,
ADD COLUMN     "number" BIGINT,
ADD COLUMN     "requestId" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "segment" INTEGER;

-- AlterTable
ALTER TABLE "SlackOauthState" ADD COLUMN     "returnTo" TEXT NOT NULL DEFAULT 'integrations';

-- AlterTable
ALTER TABLE "WorkflowIntegration" ADD COLUMN     "channelsDueAt" TIMESTAMPTZ(3),
ADD COLUMN     "channelsProblem" TEXT,
ADD COLUMN     "checkDueAt" TIMESTAMPTZ(3),
ADD COLUMN     "checkedAt" TIMESTAMPTZ(3),
ADD COLUMN     "refreshDueAt" TIMESTAMPTZ(3),
ADD COLUMN     "refreshTokenEnc" BYTEA,
ADD COLUMN     "tokenExpiresAt" TIMESTAMPTZ(3),
ADD COLUMN     "tokenStoredAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "SlackChannel" ADD COLUMN     "toldAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "SlackConversation" DROP CONSTRAINT "SlackConversation_pkey",
ADD COLUMN     "appId" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "nextDueAt" TIMESTAMPTZ(3),
ADD COLUMN     "nextPosition" BIGINT,
ADD COLUMN     "nextStatus" TEXT,
ADD COLUMN     "nextTries" INTEGER NOT NULL DEFAULT 0,
ADD CONSTRAINT "SlackConversation_pkey" PRIMARY KEY ("appId", "teamId", "channelId", "projectId", "subject");

-- AlterTable
ALTER TABLE "Destination" ADD COLUMN     "mutedBy" TEXT,
ADD COLUMN     "mutedUntil" TIMESTAMPTZ(3),
ADD COLUMN     "quietHours" JSONB,
ADD COLUMN     "webhookHash" TEXT,
ADD COLUMN     "webhookLastFour" TEXT,
ADD COLUMN     "webhookUrlEnc" BYTEA;

-- AlterTable
ALTER TABLE "PositionCounter" ADD COLUMN     "removedThrough" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Delivery" ADD COLUMN     "attemptCount" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "digestId" UUID,
ADD COLUMN     "plainText" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Lane" ADD COLUMN     "notBefore" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "AttemptDelivery" ADD COLUMN     "number" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "PaceBucket" ADD COLUMN     "closedUntil" TIMESTAMPTZ(3),
ADD COLUMN     "lookAt" TIMESTAMPTZ(3),
ADD COLUMN     "slowdown" DOUBLE PRECISION NOT NULL DEFAULT 1,
ADD COLUMN     "slowedAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "RecoveryCode" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "codeHash" TEXT NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "RecoveryCode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OidcAccount" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSignInAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "OidcAccount_pkey" PRIMARY KEY ("issuer","subject")
);

-- CreateTable
CREATE TABLE "PasswordReset" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdById" UUID NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PasswordReset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Invitation" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" "OrganizationRole" NOT NULL,
    "projectId" UUID,
    "projectRole" "ProjectRole",
    "tokenHash" TEXT NOT NULL,
    "invitedById" UUID NOT NULL,
    "invitedBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "acceptedAt" TIMESTAMPTZ(3),
    "acceptedById" UUID,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CustomRole" (
    "id" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "rules" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CustomRole_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MachineIdentity" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "role" "OrganizationRole" NOT NULL DEFAULT 'member',
    "clientId" UUID NOT NULL,
    "accessTokenSeconds" INTEGER NOT NULL,
    "accessTokenMaxSeconds" INTEGER NOT NULL,
    "accessTokenUsesMax" INTEGER,
    "clientSecretNetworks" TEXT[],
    "accessTokenNetworks" TEXT[],
    "disabledAt" TIMESTAMPTZ(3),
    "createdById" UUID,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "lastUsedAt" TIMESTAMPTZ(3),
    "lastUsedFrom" TEXT,

    CONSTRAINT "MachineIdentity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IdentityClientSecret" (
    "id" UUID NOT NULL,
    "identityId" UUID NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "prefix" TEXT NOT NULL,
    "secretHash" TEXT NOT NULL,
    "createdById" UUID,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "usesMax" INTEGER,
    "uses" INTEGER NOT NULL DEFAULT 0,
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "IdentityClientSecret_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IdentityAccessToken" (
    "id" UUID NOT NULL,
    "identityId" UUID NOT NULL,
    "clientSecretId" UUID NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "maxExpiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usesMax" INTEGER,
    "uses" INTEGER NOT NULL DEFAULT 0,
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),
    "ipAddress" TEXT NOT NULL,

    CONSTRAINT "IdentityAccessToken_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IdentityProjectMember" (
    "projectId" UUID NOT NULL,
    "identityId" UUID NOT NULL,
    "role" "ProjectRole",
    "customRoleId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IdentityProjectMember_pkey" PRIMARY KEY ("projectId","identityId")
);

-- CreateTable
CREATE TABLE "IdempotentWrite" (
    "id" TEXT NOT NULL,
    "requestHash" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "status" INTEGER,
    "bodyEnc" BYTEA,

    CONSTRAINT "IdempotentWrite_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RateLimit" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "RateLimit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "AuditChain" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "segment" INTEGER NOT NULL DEFAULT 1,
    "next" BIGINT NOT NULL DEFAULT 1,
    "chainHash" BYTEA NOT NULL,

    CONSTRAINT "AuditChain_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditCheckpoint" (
    "id" UUID NOT NULL,
    "segment" INTEGER NOT NULL,
    "number" BIGINT NOT NULL,
    "chainHash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "keyId" TEXT NOT NULL,
    "signature" BYTEA NOT NULL,

    CONSTRAINT "AuditCheckpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditSigningKey" (
    "id" TEXT NOT NULL,
    "publicKey" BYTEA NOT NULL,
    "privateKeyEnc" BYTEA,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "retiredAt" TIMESTAMPTZ(3),

    CONSTRAINT "AuditSigningKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProcessHeartbeat" (
    "id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "keyVersions" INTEGER[],
    "keyFingerprints" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "keyCurrent" INTEGER NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ProcessHeartbeat_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QueueSample" (
    "at" TIMESTAMPTZ(3) NOT NULL,
    "due" INTEGER NOT NULL,
    "later" INTEGER NOT NULL,
    "oldestDueSeconds" INTEGER NOT NULL,

    CONSTRAINT "QueueSample_pkey" PRIMARY KEY ("at")
);

-- CreateTable
CREATE TABLE "PendingWorkspace" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "source" "IntegrationSource" NOT NULL,
    "teamId" TEXT NOT NULL,
    "teamName" TEXT NOT NULL,
    "teamUrl" TEXT NOT NULL,
    "appId" TEXT NOT NULL,
    "botUserId" TEXT NOT NULL,
    "botName" TEXT NOT NULL,
    "scopes" TEXT[],
    "tokenEnc" BYTEA NOT NULL,
    "refreshTokenEnc" BYTEA,
    "tokenExpiresAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PendingWorkspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SlackInboundEvent" (
    "id" TEXT NOT NULL,
    "teamId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SlackInboundEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SlackRequestSeen" (
    "kind" TEXT NOT NULL,
    "appId" TEXT NOT NULL DEFAULT '',
    "teamId" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "SlackRequestSeen_pkey" PRIMARY KEY ("kind","appId","teamId")
);

-- CreateTable
CREATE TABLE "Notice" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "projectId" UUID,
    "integrationId" UUID,
    "destinationIds" UUID[],
    "code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "mendedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "NoticeRecipient" (
    "userId" UUID NOT NULL,
    "noticeId" UUID NOT NULL,
    "readAt" TIMESTAMPTZ(3),
    "asOwner" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "NoticeRecipient_pkey" PRIMARY KEY ("userId","noticeId")
);

-- CreateIndex
CREATE UNIQUE INDEX "RecoveryCode_userId_codeHash_key" ON "RecoveryCode"("userId", "codeHash");

-- CreateIndex
CREATE INDEX "OidcAccount_userId_idx" ON "OidcAccount"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "PasswordReset_tokenHash_key" ON "PasswordReset"("tokenHash");

-- CreateIndex
CREATE INDEX "PasswordReset_userId_idx" ON "PasswordReset"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Invitation_tokenHash_key" ON "Invitation"("tokenHash");

-- CreateIndex
CREATE INDEX "Invitation_organizationId_idx" ON "Invitation"("organizationId");

-- CreateIndex
CREATE INDEX "Invitation_email_idx" ON "Invitation"("email");

-- CreateIndex
CREATE UNIQUE INDEX "CustomRole_projectId_id_key" ON "CustomRole"("projectId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "CustomRole_projectId_name_key" ON "CustomRole"("projectId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "MachineIdentity_clientId_key" ON "MachineIdentity"("clientId");

-- CreateIndex
CREATE UNIQUE INDEX "MachineIdentity_organizationId_name_key" ON "MachineIdentity"("organizationId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "IdentityClientSecret_secretHash_key" ON "IdentityClientSecret"("secretHash");

-- CreateIndex
CREATE INDEX "IdentityClientSecret_identityId_idx" ON "IdentityClientSecret"("identityId");

-- CreateIndex
CREATE UNIQUE INDEX "IdentityAccessToken_tokenHash_key" ON "IdentityAccessToken"("tokenHash");

-- CreateIndex
CREATE INDEX "IdentityAccessToken_identityId_idx" ON "IdentityAccessToken"("identityId");

-- CreateIndex
CREATE INDEX "IdentityAccessToken_expiresAt_idx" ON "IdentityAccessToken"("expiresAt");

-- CreateIndex
CREATE INDEX "IdentityProjectMember_identityId_idx" ON "IdentityProjectMember"("identityId");

-- CreateIndex
CREATE INDEX "IdentityProjectMember_projectId_customRoleId_idx" ON "IdentityProjectMember"("projectId", "customRoleId");

-- CreateIndex
CREATE INDEX "IdempotentWrite_expiresAt_idx" ON "IdempotentWrite"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "AuditCheckpoint_segment_number_key" ON "AuditCheckpoint"("segment", "number");

-- CreateIndex
CREATE INDEX "PendingWorkspace_organizationId_integrationId_idx" ON "PendingWorkspace"("organizationId", "integrationId");

-- CreateIndex
CREATE INDEX "PendingWorkspace_expiresAt_idx" ON "PendingWorkspace"("expiresAt");

-- CreateIndex
CREATE INDEX "SlackInboundEvent_receivedAt_idx" ON "SlackInboundEvent"("receivedAt");

-- CreateIndex
CREATE INDEX "Notice_projectId_idx" ON "Notice"("projectId");

-- CreateIndex
CREATE INDEX "Notice_integrationId_idx" ON "Notice"("integrationId");

-- CreateIndex
CREATE INDEX "NoticeRecipient_noticeId_idx" ON "NoticeRecipient"("noticeId");

-- CreateIndex
CREATE INDEX "ProjectMember_projectId_customRoleId_idx" ON "ProjectMember"("projectId", "customRoleId");

-- CreateIndex
CREATE UNIQUE INDEX "AuditEntry_number_key" ON "AuditEntry"("number");

-- CreateIndex
CREATE INDEX "Event_sequencedAt_idx" ON "Event"("sequencedAt");

-- CreateIndex
CREATE INDEX "Delivery_projectId_state_laneOrder_idx" ON "Delivery"("projectId", "state", "laneOrder" DESC);

-- CreateIndex
CREATE INDEX "Delivery_projectId_createdAt_state_idx" ON "Delivery"("projectId", "createdAt", "state");

-- CreateIndex
CREATE INDEX "Delivery_lane_idx" ON "Delivery"("destinationId", "state", "laneClass", "steppedAside", "laneOrder");

-- CreateIndex
CREATE INDEX "Attempt_startedAt_idx" ON "Attempt"("startedAt");

-- AddForeignKey
ALTER TABLE "RecoveryCode" ADD CONSTRAINT "RecoveryCode_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OidcAccount" ADD CONSTRAINT "OidcAccount_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PasswordReset" ADD CONSTRAINT "PasswordReset_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Project" ADD CONSTRAINT "Project_fallbackDestinationId_fkey" FOREIGN KEY ("fallbackDestinationId") REFERENCES "Destination"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProjectMember" ADD CONSTRAINT "ProjectMember_projectId_customRoleId_fkey" FOREIGN KEY ("projectId", "customRoleId") REFERENCES "CustomRole"("projectId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomRole" ADD CONSTRAINT "CustomRole_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MachineIdentity" ADD CONSTRAINT "MachineIdentity_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IdentityClientSecret" ADD CONSTRAINT "IdentityClientSecret_identityId_fkey" FOREIGN KEY ("identityId") REFERENCES "MachineIdentity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IdentityAccessToken" ADD CONSTRAINT "IdentityAccessToken_identityId_fkey" FOREIGN KEY ("identityId") REFERENCES "MachineIdentity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IdentityAccessToken" ADD CONSTRAINT "IdentityAccessToken_clientSecretId_fkey" FOREIGN KEY ("clientSecretId") REFERENCES "IdentityClientSecret"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IdentityProjectMember" ADD CONSTRAINT "IdentityProjectMember_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IdentityProjectMember" ADD CONSTRAINT "IdentityProjectMember_identityId_fkey" FOREIGN KEY ("identityId") REFERENCES "MachineIdentity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IdentityProjectMember" ADD CONSTRAINT "IdentityProjectMember_projectId_customRoleId_fkey" FOREIGN KEY ("projectId", "customRoleId") REFERENCES "CustomRole"("projectId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PendingWorkspace" ADD CONSTRAINT "PendingWorkspace_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Notice" ADD CONSTRAINT "Notice_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Notice" ADD CONSTRAINT "Notice_integrationId_fkey" FOREIGN KEY ("integrationId") REFERENCES "WorkflowIntegration"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "NoticeRecipient" ADD CONSTRAINT "NoticeRecipient_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "NoticeRecipient" ADD CONSTRAINT "NoticeRecipient_noticeId_fkey" FOREIGN KEY ("noticeId") REFERENCES "Notice"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A member has a fixed role or a custom one, never both and never none.
ALTER TABLE "ProjectMember" ADD CONSTRAINT "ProjectMember_one_role" CHECK (num_nonnulls("role", "customRoleId") = 1);
ALTER TABLE "IdentityProjectMember" ADD CONSTRAINT "IdentityProjectMember_one_role" CHECK (num_nonnulls("role", "customRoleId") = 1);
ALTER TABLE "MachineIdentity" ADD CONSTRAINT "MachineIdentity_no_owner" CHECK ("role" <> 'owner');

-- The sealer takes what is not sealed yet; everything else of the table is history.
CREATE INDEX "AuditEntry_unsealed_idx" ON "AuditEntry" ("id") WHERE "number" IS NULL;

-- Counts of a running minute need no write-ahead log.
ALTER TABLE "RateLimit" SET UNLOGGED;

-- Connections made before are looked at from now on too.
UPDATE "WorkflowIntegration" SET "checkDueAt" = now();

-- A conversation belongs to the app that its project's connection to the workspace went through.
UPDATE "SlackConversation" c SET "appId" = i."appId"
FROM "Project" p JOIN "WorkflowIntegration" i ON i."organizationId" = p."organizationId"
WHERE p."id" = c."projectId" AND i."teamId" = c."teamId";

-- Requests are counted for each delivery, over its redeliveries too.
UPDATE "AttemptDelivery" l SET "number" = n.number
FROM (
  SELECT d."attemptId", d."deliveryId", row_number() OVER (PARTITION BY d."deliveryId" ORDER BY a."startedAt", a."id") AS number
  FROM "AttemptDelivery" d JOIN "Attempt" a ON a."id" = d."attemptId"
) n WHERE n."attemptId" = l."attemptId" AND n."deliveryId" = l."deliveryId";
UPDATE "Delivery" d SET "attemptCount" = (SELECT count(*) FROM "AttemptDelivery" l WHERE l."deliveryId" = d."id");

-- Status lines that wait to be shown.
CREATE INDEX "SlackConversation_due_idx" ON "SlackConversation" ("nextDueAt") WHERE "nextDueAt" IS NOT NULL;

-- Lanes that wait for their time, and those that somebody holds.
CREATE INDEX "Lane_held_idx" ON "Lane" ("leaseUntil") WHERE "leaseUntil" IS NOT NULL;

-- Passwords of accounts made before were typed by whoever added the person.
UPDATE "User" SET "joinedByLinkAt" = "createdAt" WHERE "passwordHash" IS NOT NULL AND NOT "isInstanceAdmin";
