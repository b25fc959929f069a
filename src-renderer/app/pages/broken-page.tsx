import { OctagonAlert } from 'lucide-react';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';

/** In the place of a page whose script failed: better nothing than half a board. */
export function BrokenPage({ error }: ErrorComponentProps) {
  return (
    <EmptyState
      icon={<OctagonAlert aria-hidden />}
      title="This page broke, so it shows nothing"
      action={
        <Button
          kind="primary"
          onPress={() => {
            // From the server, because what failed may be a part that could not be fetched.
            window.location.reload();
          }}
        >
          Open it again
        </Button>
      }
    >
      What you did before has been sent, or waits to be sent. For whoever looks into it:{' '}
      {error instanceof Error ? error.message : String(error)}
    </EmptyState>
  );
}
