import { useParams } from '@tanstack/react-router';
import { Alerts } from '../../features/alerts/alerts.tsx';

/** All alerts of a hospital. */
export function AlertsPage() {
  const { hospitalId } = useParams({ from: '/h/$hospitalId/alerts' });
  return <Alerts hospitalId={hospitalId} />;
}
