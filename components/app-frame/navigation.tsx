import {
  Activity,
  Bell,
  Bot,
  Blocks,
  Building2,
  FolderKanban,
  HeartPulse,
  IdCard,
  KeyRound,
  LayoutDashboard,
  Layers,
  LockKeyhole,
  MonitorSmartphone,
  ScrollText,
  Send,
  Settings,
  ShieldCheck,
  MessageSquare,
  UserRound,
  Users,
} from "lucide-react";
import type { ReactNode } from "react";

/** One entry of the nav; `badge` names the count that stands beside it. */
export type NavEntry = {
  label: string;
  href: string;
  icon: ReactNode;
  exact?: boolean;
  badge?: "requests" | "trouble" | "integrations";
};
export type NavGroup = { title?: string; entries: NavEntry[] };

/** What a project's nav shows. */
export function projectNavigation(projectId: string): NavGroup[] {
  const base = `/projects/${projectId}`;
  return [
    {
      entries: [
        { label: "Overview", href: base, icon: <LayoutDashboard />, exact: true },
        { label: "Access requests", href: `${base}/access-requests`, icon: <KeyRound />, badge: "requests" },
      ],
    },
    {
      title: "Events",
      entries: [
        { label: "Notifications", href: `${base}/notifications`, icon: <Bell />, badge: "trouble" },
        { label: "Deliveries", href: `${base}/deliveries`, icon: <Send /> },
        { label: "Events", href: `${base}/events`, icon: <Activity /> },
      ],
    },
    {
      title: "Settings",
      entries: [
        { label: "Members", href: `${base}/settings/members`, icon: <Users /> },
        { label: "Roles", href: `${base}/settings/roles`, icon: <IdCard /> },
        { label: "Environments", href: `${base}/settings/environments`, icon: <Layers /> },
        { label: "Policies", href: `${base}/settings/policies`, icon: <ShieldCheck /> },
      ],
    },
  ];
}

/** What an organization's nav shows; the audit log and settings only to those who may see them. */
export function organizationNavigation(organizationId: string, administers: boolean): NavGroup[] {
  const base = `/organizations/${organizationId}`;
  const administration: NavEntry[] = [
    { label: "Audit log", href: `${base}/audit`, icon: <ScrollText /> },
    { label: "Settings", href: `${base}/settings`, icon: <Settings /> },
  ];
  return [
    {
      entries: [
        { label: "Projects", href: base, icon: <FolderKanban />, exact: true },
        {
          label: "Workflow integrations",
          href: `${base}/integrations`,
          icon: <Blocks />,
          badge: "integrations",
        },
        ...(administers ? [{ label: "Machine identities", href: `${base}/identities`, icon: <Bot /> }] : []),
        { label: "Members", href: `${base}/members`, icon: <Users /> },
        ...(administers ? administration : []),
      ],
    },
  ];
}

/** What instance admins see besides. */
export const instanceNavigation: NavGroup = {
  title: "Instance",
  entries: [
    { label: "Slack app", href: "/instance/slack-app", icon: <MessageSquare /> },
    { label: "Organizations", href: "/instance/organizations", icon: <Building2 /> },
    { label: "Users", href: "/instance/users", icon: <Users /> },
    { label: "Audit log", href: "/instance/audit", icon: <ScrollText /> },
    { label: "Health", href: "/instance/health", icon: <HeartPulse /> },
  ],
};

/** One's own account, whatever one belongs to. */
export const personNavigation: NavGroup = {
  title: "Account",
  entries: [
    { label: "Profile", href: "/account/profile", icon: <UserRound /> },
    { label: "Sessions", href: "/account/sessions", icon: <MonitorSmartphone /> },
    { label: "Security", href: "/account/security", icon: <LockKeyhole /> },
  ],
};

/** Where one reads what one was told of; stands in the frame beside one's name. */
export const noticesPath = "/notices";

export const organizationIcon = <Building2 />;
export const projectIcon = <FolderKanban />;
