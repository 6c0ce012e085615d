import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { TrpcProvider } from "#components/trpc/provider.tsx";
import { Toaster } from "#components/ui/toaster.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Bellwire", template: "%s · Bellwire" },
  description: "Every event that matters reaches the right people, and each delivery says why.",
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Nothing is rendered at build time: every page depends on who asks.
  await connection();
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body>
        <TrpcProvider>{children}</TrpcProvider>
        <Toaster />
      </body>
    </html>
  );
}
