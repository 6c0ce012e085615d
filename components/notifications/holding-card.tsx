"use client";

import { MuteControls } from "#components/notifications/mute-controls.tsx";
import { QuietHoursDialog } from "#components/notifications/quiet-hours-dialog.tsx";
import { quietWords } from "#components/notifications/quiet-words.ts";
import type { Destination } from "#components/notifications/types.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ExactTime } from "#components/ui/time.tsx";

interface HoldingCardProps {
  projectId: string;
  destination: Destination;
  mayManage: boolean;
}

/** When a destination holds back what is not urgent: muted until a time, and its quiet hours. */
export function HoldingCard({ projectId, destination, mayManage }: HoldingCardProps) {
  const { muted, quietHours, sumsUp } = destination;
  const after = sumsUp ? "summed up in one message afterwards" : "sent one by one afterwards";
  return (
    <Card
      title="Mute and quiet hours"
      description={`What is not urgent is held and ${after}. Urgent events, such as access granted past a policy, come at once.`}
    >
      <div className="flex flex-col divide-y divide-line">
        <Row
          title="Mute"
          now={
            muted ? (
              <>
                Muted until <ExactTime date={muted.until} />
                {muted.by ? ` by ${muted.by}` : null}
              </>
            ) : (
              "Not muted."
            )
          }
          action={mayManage ? <MuteControls projectId={projectId} destination={destination} /> : null}
        />
        <Row
          title="Quiet hours"
          now={quietHours ? `${quietWords(quietHours)}.` : "None."}
          action={
            mayManage ? (
              <QuietHoursDialog
                projectId={projectId}
                destination={destination}
                trigger={<Button>{quietHours ? "Change" : "Set quiet hours"}</Button>}
              />
            ) : null
          }
        />
      </div>
    </Card>
  );
}

function Row({ title, now, action }: { title: string; now: React.ReactNode; action: React.ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">{title}</p>
        <p className="text-muted">{now}</p>
      </div>
      {action}
    </div>
  );
}
