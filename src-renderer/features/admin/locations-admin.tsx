import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { z } from 'zod';
import {
  type Location,
  locationsAnswerSchema,
  putLocationsSchema,
} from '../../../src-shared/contract/commands/put-locations.ts';
import { useHospital } from '../../app/hospital-wards.tsx';
import { Button } from '../../ui/button.tsx';
import type { Column } from '../../ui/data-table.tsx';
import { ChoiceField, TextField } from '../../ui/field.tsx';
import { SetupForm } from './setup-form.tsx';
import { SetupTable } from './setup-table.tsx';
import { useSetupList, useSetupSave } from './use-setup.ts';
import { wardChoices } from './ward-choices.ts';

const SCHEMAS = { body: putLocationsSchema, answer: z.looseObject({}) };

interface Row {
  readonly index: number;
  readonly location: Location;
}

/** Where the locations of HL7 messages lie. The most specific entry wins. */
export function LocationsAdmin() {
  const { hospitalId } = useHospital();
  const path = `/api/v1/hospitals/${hospitalId}/locations`;
  const { value, problem, reload } = useSetupList(path, locationsAnswerSchema);
  const saveAll = useSetupSave();
  const [fault, setFault] = useState<string | null>(null);
  const locations = value?.locations ?? [];
  const save = (next: readonly Location[]) => saveAll(path, next, SCHEMAS, reload);
  return (
    <SetupTable
      title="HL7 locations"
      about="PV1-3 of a message to a ward and bed. Empty parts match anything; the most specific entry wins."
      rows={value && locations.map((location, index): Row => ({ index, location }))}
      rowKey={(row) => String(row.index)}
      rowName={searchOf}
      columns={COLUMNS}
      problem={problem}
      nothing="No entry matches."
      newText="New entry"
      filter={{ label: 'Find a location', search: searchOf }}
      fault={fault}
      tools={(row) => (
        <Button
          kind="plain"
          square
          icon={<Trash2 aria-hidden />}
          aria-label={`Remove ${searchOf(row)}`}
          onPress={() => {
            void save(locations.filter((_, index) => index !== row.index)).then(setFault);
          }}
        />
      )}
      form={(row, onClose) => (
        <LocationForm
          location={row?.location ?? null}
          onSave={(location) =>
            save(row ? locations.with(row.index, location) : [...locations, location])
          }
          onClose={onClose}
        />
      )}
    />
  );
}

const COLUMNS: readonly Column<Row>[] = [
  codeColumn('poc', 'Point of care', (location) => location.pointOfCare),
  codeColumn('room', 'Room', (location) => location.room ?? 'any'),
  codeColumn('bed', 'Bed', (location) => location.bed ?? 'any'),
  codeColumn('facility', 'Facility', (location) => location.facility ?? 'any'),
  codeColumn('ward', 'Ward', (location) => location.wardId),
  codeColumn('target', 'Bed there', ({ bedId }) =>
    bedId === '*' ? 'made on demand' : (bedId ?? 'none'),
  ),
];

function codeColumn(id: string, title: string, text: (location: Location) => string): Column<Row> {
  return { id, title, kind: 'code', cell: (row) => text(row.location) };
}

function searchOf({ location }: Row): string {
  const { pointOfCare, room, bed, facility, wardId } = location;
  return [pointOfCare, room, bed, facility, wardId].filter((part) => part != null).join(' ');
}

function LocationForm(props: {
  location: Location | null;
  onSave: (location: Location) => Promise<string | null>;
  onClose: () => void;
}) {
  const { location, onSave, onClose } = props;
  const { wards } = useHospital();
  const [pointOfCare, setPointOfCare] = useState(location?.pointOfCare ?? '');
  const [room, setRoom] = useState(location?.room ?? '');
  const [bed, setBed] = useState(location?.bed ?? '');
  const [facility, setFacility] = useState(location?.facility ?? '');
  const [wardId, setWardId] = useState(location?.wardId ?? wards?.[0]?.id ?? '');
  const [bedId, setBedId] = useState(location?.bedId ?? '');
  return (
    <SetupForm
      title={location ? 'Change the entry' : 'New entry'}
      action="Save"
      onSave={() =>
        onSave({
          pointOfCare,
          room: orNull(room),
          bed: orNull(bed),
          facility: orNull(facility),
          wardId,
          bedId: orNull(bedId),
        })
      }
      onClose={onClose}
    >
      <div className="field-row">
        <TextField
          label="Point of care"
          mono
          isRequired
          autoFocus
          maxLength={80}
          value={pointOfCare}
          onChange={setPointOfCare}
        />
        <TextField label="Facility" mono maxLength={80} value={facility} onChange={setFacility} />
      </div>
      <div className="field-row">
        <TextField label="Room" mono maxLength={80} value={room} onChange={setRoom} />
        <TextField label="Bed" mono maxLength={80} value={bed} onChange={setBed} />
      </div>
      <ChoiceField label="Ward" value={wardId} onChange={setWardId} choices={wardChoices(wards)} />
      <TextField
        label="Bed there"
        mono
        hint="The bed’s id; * makes beds on demand; empty: the patient waits for a bed."
        maxLength={64}
        value={bedId}
        onChange={setBedId}
      />
    </SetupForm>
  );
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
