import type { ReactNode } from "react";
import type { Health } from "#components/instance-health/health-page.tsx";
import { backupTone, diskTone, keyWords } from "#components/instance-health/health-words.ts";
import { Card } from "#components/ui/card.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { Tone } from "#components/ui/tone.ts";
import { sizeOf } from "#server/operations/words.ts";

/** Sealing takes a second; what waits for longer than this needs somebody to look. */
const sealOverdueMs = 10 * 60_000;

/** What the instance stands on: database, disk, keys, the audit log's seal, backups. */
export function Foundations({ health }: { health: Health }) {
  const { database, disk, seal, keys, backup, now } = health;
  const key = keyWords(keys);
  const overdue = seal.waitingSince && now.getTime() - seal.waitingSince.getTime() > sealOverdueMs;
  return (
    <Card title="What it stands on">
      <DescriptionList
        items={[
          {
            term: "Database",
            value: (
              <Line tone="ok" word="Answers">
                PostgreSQL {database.version}, {sizeOf(database.bytes)},{" "}
                {database.embedded ? "in the data folder" : "of DATABASE_URL"}, {database.connections} open{" "}
                {database.connections === 1 ? "connection" : "connections"}.
              </Line>
            ),
          },
          { term: "Disk of the data folder", value: disk ? <Disk disk={disk} /> : "It cannot be told." },
          {
            term: "Encryption key",
            value: (
              <Line tone={key.tone} word={key.tone === "ok" ? "In use" : "Rotation not finished"}>
                {key.text}
              </Line>
            ),
          },
          {
            term: "Audit log",
            value: (
              <Line tone={overdue ? "warning" : "ok"} word={overdue ? "Not being sealed" : "Sealed"}>
                Up to entry {seal.sealedTo.toLocaleString("en")}
                {overdue && seal.waitingSince ? (
                  <>
                    ; the oldest one after it has waited since <RelativeTime date={seal.waitingSince} />. A
                    worker’s log says what stands in the way
                  </>
                ) : null}
                . <span className="font-mono">npm run audit:verify</span> proves it.
              </Line>
            ),
          },
          {
            term: "Backup",
            value: (
              <Line tone={backupTone(backup?.at ?? null, now)} word={backup ? "Made" : "None yet"}>
                {backup ? (
                  <>
                    <RelativeTime date={backup.at} />, {backup.rows.toLocaleString("en")} rows in{" "}
                    {sizeOf(backup.bytes)}, the encryption key{" "}
                    {backup.encryptionKey === "sealed" ? "sealed in it" : "left out"}. Backups made by other
                    means are not known here.
                  </>
                ) : (
                  <>
                    <span className="font-mono">npm run backup</span> writes everything into one file while
                    Bellwire runs. Backups made by other means are not known here.
                  </>
                )}
              </Line>
            ),
          },
        ]}
      />
    </Card>
  );
}

function Disk({ disk }: { disk: NonNullable<Health["disk"]> }) {
  const tone = diskTone(disk);
  const word = { ok: "Enough room", warning: "Getting full", danger: "Almost full" }[tone];
  return (
    <Line tone={tone} word={word}>
      {sizeOf(disk.freeBytes)} of {sizeOf(disk.totalBytes)} free, where this process keeps{" "}
      <span className="font-mono break-all">{disk.folder}</span>.
      {tone === "ok" ? "" : " Make room, or move the folder: a full disk stops everything."}
    </Line>
  );
}

function Line({ tone, word, children }: { tone: Tone; word: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <div>
        <StatusBadge tone={tone} look="text">
          {word}
        </StatusBadge>
      </div>
      <p>{children}</p>
    </div>
  );
}
