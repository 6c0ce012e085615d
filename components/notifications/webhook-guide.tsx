import { Card } from "#components/ui/card.tsx";

const steps = [
  <>
    Open{" "}
    <a
      href="https://api.slack.com/apps"
      target="_blank"
      rel="noreferrer"
      className="underline underline-offset-4"
    >
      your Slack apps
    </a>{" "}
    and choose an app of your workspace, or create one.
  </>,
  <>Under Incoming Webhooks, switch them on and press Add New Webhook to Workspace.</>,
  <>Choose the channel and allow it. For a private channel, be a member of it.</>,
  <>Copy the Webhook URL and paste it here.</>,
];

/** How to make an incoming webhook in Slack, and why its address is a secret. */
export function WebhookGuide() {
  return (
    <Card title="How to make one in Slack">
      <ol className="ml-4 flex list-decimal flex-col gap-1.5">
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps never change their order.
          <li key={index}>{step}</li>
        ))}
      </ol>
      <p className="mt-3 text-muted">
        Keep the address secret: whoever has it can post in that channel, without signing in anywhere. Slack
        looks for addresses that were made public and revokes them. Bellwire keeps it encrypted and shows its
        last four characters only.
      </p>
    </Card>
  );
}
