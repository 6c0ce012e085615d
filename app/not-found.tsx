import Link from "next/link";
import { AuthCard } from "#components/ui/auth-card.tsx";
import { Button } from "#components/ui/button.tsx";

export default function NotFound() {
  return (
    <AuthCard
      title="Nothing is here"
      purpose="The address is wrong, or what stood here is gone or not yours to see."
    >
      <Button variant="primary" asChild>
        <Link href="/">Go to the start</Link>
      </Button>
    </AuthCard>
  );
}
