import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  Clock,
  Info,
  type LucideIcon,
  TriangleAlert,
} from "lucide-react";

/** How things stand. `neutral` is for what is neither good nor bad, such as "cancelled" or "off". */
export type Tone = "ok" | "waiting" | "warning" | "danger" | "info" | "neutral";

interface ToneLook {
  icon: LucideIcon;
  text: string;
  soft: string;
  solid: string;
  edge: string;
}

/** The look of each tone: icon, text colour, soft ground, solid mark, edge. */
export const toneLooks = {
  ok: { icon: CircleCheck, text: "text-ok", soft: "bg-ok-soft", solid: "bg-ok-solid", edge: "border-ok/25" },
  waiting: {
    icon: Clock,
    text: "text-warning",
    soft: "bg-warning-soft",
    solid: "bg-warning-solid",
    edge: "border-warning/25",
  },
  warning: {
    icon: TriangleAlert,
    text: "text-warning",
    soft: "bg-warning-soft",
    solid: "bg-warning-solid",
    edge: "border-warning/25",
  },
  danger: {
    icon: CircleAlert,
    text: "text-danger",
    soft: "bg-danger-soft",
    solid: "bg-danger-solid",
    edge: "border-danger/25",
  },
  info: {
    icon: Info,
    text: "text-info",
    soft: "bg-info-soft",
    solid: "bg-info-solid",
    edge: "border-info/25",
  },
  neutral: {
    icon: CircleDashed,
    text: "text-muted",
    soft: "bg-hover",
    solid: "bg-control",
    edge: "border-line-strong",
  },
} as const satisfies Record<Tone, ToneLook>;
