import type { Metadata } from "next";
import { SlackAppPage } from "#components/slack-app/slack-app-page.tsx";

export const metadata: Metadata = { title: "Slack app" };

export default function InstanceSlackApp() {
  return <SlackAppPage />;
}
