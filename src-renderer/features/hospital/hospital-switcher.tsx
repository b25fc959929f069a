import { ChevronDown, Hospital as HospitalIcon } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useHospitals } from '../../app/hospitals.tsx';
import { Button } from '../../ui/button.tsx';
import { PickerDialog } from '../../ui/picker-dialog.tsx';

/** The hospital one works in; opens a list to pick another if there are several. */
export function HospitalSwitcher({ hospitalId }: { hospitalId: string }) {
  const hospitals = useHospitals();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const current = hospitals?.find((hospital) => hospital.id === hospitalId);
  const isNamed = current !== undefined && current.name !== current.id;
  const name = isNamed ? `${current.name} (${current.id})` : hospitalId;
  if (!hospitals || hospitals.length < 2) {
    return (
      <span className="hospital-name cut" title={name}>
        {name}
      </span>
    );
  }
  return (
    <>
      <Button
        kind="plain"
        className="hospital-name"
        onPress={() => {
          setOpen(true);
        }}
      >
        <span className="cut">{name}</span>
        <ChevronDown aria-hidden />
      </Button>
      {isOpen && (
        <PickerDialog
          title="Hospitals"
          question="Go to a hospital"
          nothing="No hospital is called that."
          options={hospitals.map((hospital) => ({
            id: hospital.id,
            text: hospital.name,
            search: `${hospital.name} ${hospital.id}`,
            icon: <HospitalIcon aria-hidden />,
            facts: hospital.id,
          }))}
          onPick={(hospital) => {
            setOpen(false);
            void navigate({ to: '/h/$hospitalId', params: { hospitalId: hospital.id } });
          }}
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}
