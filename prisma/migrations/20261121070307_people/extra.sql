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
