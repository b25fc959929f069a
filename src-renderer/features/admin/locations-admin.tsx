import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { z } from 'zod';
import {
  type Location,
  locationsAnswerSchema,
  putLocationsSchema,
} from '../../../src-shared/contract/commands/put-locations.ts';
import { useHospital } from '../../app/hospital-wards.tsx';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { ChoiceField, TextField } from '../../ui/field.tsx';
import { bestMatches } from '../../ui/match.ts';
import { AdminSection } from './admin-section.tsx';
import { faultsOf } from './faults.ts';
import { ListFilter } from './list-filter.tsx';
import { SetupForm } from './setup-form.tsx';
import { emptyWords } from './staff-admin.tsx';
import { useSetupList, useSetupWrite } from './use-setup.ts';

const SHOWN = 200;
const savedSchema = z.looseObject({});

interface Row {
  readonly index: number;
  readonly location: Location;
  readonly search: string;
}

/** Where the locations of HL7 messages lie. The most specific entry wins. */
export function LocationsAdmin() {
  const { hospitalId } = useHospital();
  const path = `/api/v1/hospitals/${hospitalId}/locations`;
  const { value, problem, reload } = useSetupList(path, locationsAnswerSchema);
  const write = useSetupWrite();
  const [query, setQuery] = useState('');
  const [edited, setEdited] = useState<Row | 'new' | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const locations = value?.locations ?? [];
  const all = locations.map((location, index) => ({ index, location, search: searchOf(location) }));
  const shown = bestMatches(query, all, SHOWN);

  const save = async (next: readonly Location[]): Promise<string | null> => {
    const wrong = faultsOf(putLocationsSchema, next);
    if (wrong !== null) return wrong;
    const answer = await write('PUT', path, next, savedSchema);
    if (!answer.ok) return answer.problem.sentence;
    reload();
    return null;
  };

  return (
    <AdminSection
      title="HL7 locations"
      about="PV1-3 of a message to a ward and bed. Empty parts match anything; the most specific entry wins."
      filter={<ListFilter label="Find a location" value={query} onChange={setQuery} />}
      action={
        <Button
          kind="primary"
          icon={<Plus aria-hidden />}
          isDisabled={value === null}
          onPress={() => {
            setEdited('new');
          }}
        >
          New entry
        </Button>
      }
    >
      <div role="alert" className="setup-fault">
        {fault}
      </div>
      <DataTable
        label="HL7 locations"
        rows={shown}
        rowKey={(row) => String(row.index)}
        empty={emptyWords(problem?.sentence, value !== null, 'No entry matches.')}
        columns={[
          {
            id: 'poc',
            title: 'Point of care',
            kind: 'code',
            cell: (row) => row.location.pointOfCare,
          },
          { id: 'room', title: 'Room', kind: 'code', cell: (row) => row.location.room ?? 'any' },
          { id: 'bed', title: 'Bed', kind: 'code', cell: (row) => row.location.bed ?? 'any' },
          {
            id: 'facility',
            title: 'Facility',
            kind: 'code',
            cell: (row) => row.location.facility ?? 'any',
          },
          { id: 'ward', title: 'Ward', kind: 'code', cell: (row) => row.location.wardId },
          {
            id: 'target',
            title: 'Bed there',
            kind: 'code',
            cell: (row) =>
              row.location.bedId === '*' ? 'made on demand' : (row.location.bedId ?? 'none'),
          },
          {
            id: 'actions',
            title: 'Actions',
            kind: 'actions',
            cell: (row) => (
              <>
                <Button
                  kind="plain"
                  icon={<Pencil aria-hidden />}
                  aria-label={`Change ${row.search}`}
                  onPress={() => {
                    setEdited(row);
                  }}
                >
                  Change
                </Button>
                <Button
                  kind="plain"
                  square
                  icon={<Trash2 aria-hidden />}
                  aria-label={`Remove ${row.search}`}
                  onPress={() => {
                    void save(locations.filter((_, index) => index !== row.index)).then(setFault);
                  }}
                />
              </>
            ),
          },
        ]}
      />
      {edited !== null && (
        <LocationForm
          location={edited === 'new' ? null : edited.location}
          onSave={(location) =>
            save(
              edited === 'new'
                ? [...locations, location]
                : locations.map((old, index) => (index === edited.index ? location : old)),
            )
          }
          onClose={() => {
            setEdited(null);
          }}
        />
      )}
    </AdminSection>
  );
}

function searchOf({ pointOfCare, room, bed, facility, wardId }: Location): string {
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
      <ChoiceField
        label="Ward"
        value={wardId}
        onChange={setWardId}
        choices={(wards ?? []).map((ward) => ({
          value: ward.id,
          text: `${ward.id} – ${ward.name}`,
        }))}
      />
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
