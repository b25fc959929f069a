import { MapPinOff } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../ui/empty-state.tsx';

export function NotFoundPage() {
  return (
    <EmptyState
      icon={<MapPinOff aria-hidden />}
      title="There is nothing at this address"
      action={<Link to="/">Go to the start</Link>}
    />
  );
}
