import { PanelsTopLeft } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useHospital } from '../../../app/hospital-wards.tsx';
import { bestMatches } from '../../../ui/match.ts';
import { PickerDialog } from '../../../ui/picker-dialog.tsx';

/** `g`, then a ward's code: goes there as soon as the letters can mean no other ward. */
export function JumpDialog({ onClose }: { onClose: () => void }) {
  const { hospitalId, wards } = useHospital();
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const options = (wards ?? []).map((ward) => ({
    id: ward.id,
    text: ward.name,
    search: `${ward.id} ${ward.name}`,
    icon: <PanelsTopLeft aria-hidden />,
    facts: ward.id,
  }));
  const go = (wardId: string) => {
    onClose();
    void navigate({ to: '/h/$hospitalId/w/$wardId', params: { hospitalId, wardId } });
  };
  const type = (text: string) => {
    setQuery(text);
    const code = text.trim().toLowerCase();
    const beginning = options.filter((option) => option.id.toLowerCase().startsWith(code));
    const [only] = beginning;
    if (only?.id.toLowerCase() === code && beginning.length === 1) go(only.id);
  };
  return (
    <PickerDialog
      title="Go to a ward"
      question="Go to ward…"
      nothing="No ward is called that."
      options={bestMatches(query, options, 50)}
      query={query}
      onQuery={type}
      onPick={(option) => {
        go(option.id);
      }}
      onClose={onClose}
    />
  );
}
