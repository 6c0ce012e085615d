"use client";

import { useMutation } from "@tanstack/react-query";
import { signOut } from "next-auth/react";
import Link from "next/link";
import { useState } from "react";
import { ProviderButton } from "#components/auth/provider-button.tsx";
import { JoinForm } from "#components/invitations/join-form.tsx";
import { placeOf } from "#components/invitations/place-of.ts";
import { organizationRoleWords, projectRoleWords } from "#components/members/roles.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { refusalOf } from "#components/trpc/refusal.ts";
import { AuthCard } from "#components/ui/auth-card.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { ExactTime } from "#components/ui/time.tsx";
import type { lookAtInvitation } from "#server/invitations/look-at-invitation.ts";

type Invitation = Awaited<ReturnType<typeof lookAtInvitation>>;
type OpenInvitation = Extract<Invitation, { open: true }>;

interface InvitationCardProps {
  token: string;
  invitation: Invitation;
  /** The identity provider's name, where there is one. */
  provider: string | null;
}

/** What stands behind an invitation's link: who invites whom to what, and the one step that is next. */
export function InvitationCard({ token, invitation, provider }: InvitationCardProps) {
  if (!invitation.open) {
    return (
      <AuthCard title="This invitation does not work" purpose={invitation.sentence}>
        <Button asChild>
          <Link href="/">Open Bellwire</Link>
        </Button>
      </AuthCard>
    );
  }
  const { organization, invitedBy } = invitation;
  return (
    <AuthCard
      width="md"
      title={`Join ${organization}`}
      purpose={`${invitedBy} invites you to ${organization} on Bellwire.`}
    >
      <div className="flex flex-col gap-5">
        <Facts invitation={invitation} />
        <NextStep token={token} invitation={invitation} provider={provider} />
      </div>
    </AuthCard>
  );
}

function Facts({ invitation }: { invitation: OpenInvitation }) {
  const { email, role, project, expiresAt } = invitation;
  return (
    <DescriptionList
      items={[
        { term: "For", value: <span className="break-all">{email}</span> },
        { term: "Role", value: organizationRoleWords[role] },
        ...(project
          ? [
              {
                term: "Project",
                value: `${project.name}, as ${projectRoleWords[project.role].toLowerCase()}`,
              },
            ]
          : []),
        { term: "Ends", value: <ExactTime date={expiresAt} /> },
      ]}
    />
  );
}

interface NextStepProps extends InvitationCardProps {
  invitation: OpenInvitation;
}

function NextStep({ token, invitation, provider }: NextStepProps) {
  const here = `/invitations/${token}`;
  switch (invitation.next) {
    case "accept":
      return <Accept token={token} />;
    case "sign-out":
      return (
        <Callout
          tone="warning"
          className="wrap-anywhere"
          title="You are signed in as somebody else"
          action={
            <Button size="sm" onClick={() => void signOut({ callbackUrl: here })}>
              Sign out
            </Button>
          }
        >
          The invitation is for {invitation.email}, and you are signed in as {invitation.signedInAs}. Sign out
          and you come back here.
        </Callout>
      );
    case "sign-in":
      return (
        <div className="flex flex-col gap-3">
          <p className="wrap-anywhere text-muted">
            There is an account for {invitation.email}. Sign in and you come back here.
          </p>
          <Button variant="primary" asChild className="self-start">
            <Link href={`/sign-in?next=${encodeURIComponent(here)}`}>Sign in</Link>
          </Button>
        </div>
      );
    case "join":
      return (
        <div>
          <JoinForm token={token} email={invitation.email} />
          {/* The provider vouches for the address, and the account that is made there joins at once. */}
          {provider ? <ProviderButton name={provider} nextPath="/" /> : null}
        </div>
      );
  }
}

function Accept({ token }: { token: string }) {
  const trpc = useTRPC();
  const accept = useMutation(trpc.invitations.accept.mutationOptions());
  const [problem, setProblem] = useState<string>();
  return (
    <div className="flex flex-col gap-3">
      {problem ? (
        <Callout tone="danger" live>
          {problem}
        </Callout>
      ) : null}
      <Button
        variant="primary"
        className="self-start"
        pending={accept.isPending || accept.isSuccess}
        onClick={async () => {
          try {
            const joined = await accept.mutateAsync({ token });
            window.location.assign(placeOf(joined));
          } catch (error) {
            setProblem(refusalOf(error).message);
          }
        }}
      >
        Accept invitation
      </Button>
    </div>
  );
}
