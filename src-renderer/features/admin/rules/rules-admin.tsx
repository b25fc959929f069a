import { Copy, FileText, ShieldOff } from 'lucide-react';
import { useState } from 'react';
import {
  packsAnswerSchema,
  waiversAnswerSchema,
} from '../../../../src-shared/contract/staffing-reads.ts';
import { useHospital } from '../../../app/hospital-wards.tsx';
import { useHouse } from '../../../app/host-context.tsx';
import { useRead } from '../../../app/use-read.ts';
import { Button } from '../../../ui/button.tsx';
import { useNow } from '../../../ui/clock.ts';
import { DataTable } from '../../../ui/data-table.tsx';
import { dayAndTime } from '../../../ui/time-words.ts';
import { AdminSection } from '../admin-section.tsx';
import { CopyPackForm } from './copy-pack-form.tsx';
import { PackSheet } from './pack-sheet.tsx';
import { WaiverForm } from './waiver-form.tsx';
import { WaiverList } from './waiver-list.tsx';
import { WardPacks } from './ward-packs.tsx';
import './rules.css';

const MINUTE_MS = 60_000;

/** Which rules judge the wards, what they say and how sure that is, and emergencies. */
export function RulesAdmin() {
  const { hospitalId } = useHospital();
  const house = useHouse(hospitalId);
  const base = `/api/v1/hospitals/${hospitalId}`;
  // What is in force comes with the house's log; a change of it is a reason to read again.
  const version = JSON.stringify(
    house?.packs.map(({ id, version: of, hospital, wards }) => [id, of, hospital, wards]) ?? [],
  );
  const packs = useRead(`${base}/packs`, packsAnswerSchema, version);
  const waivers = useRead(`${base}/waivers`, waiversAnswerSchema);
  const [opened, setOpened] = useState<string | null>(null);
  const [copied, setCopied] = useState<string | null>(null);
  const [isWaiving, setWaiving] = useState(false);
  const now = useNow(MINUTE_MS);
  const inForce = packs.value?.inForce ?? [];
  if (opened !== null) {
    return (
      <PackSheet
        packId={opened}
        onClose={() => {
          setOpened(null);
          packs.reload();
        }}
      />
    );
  }
  return (
    <AdminSection
      title="Staffing rules"
      about="The pack in force judges every ward at every moment. Wardline is not legal advice: check what binds you."
      action={
        <Button
          kind="danger"
          icon={<ShieldOff aria-hidden />}
          onPress={() => {
            setWaiving(true);
          }}
        >
          Emergency waiver
        </Button>
      }
    >
      <WaiverList waivers={waivers.value?.waivers ?? []} onEnded={waivers.reload} />
      <WardPacks
        packs={packs.value?.packs ?? []}
        inForce={inForce}
        problem={packs.problem?.sentence ?? null}
        onSaved={packs.reload}
      />
      <h2 className="rules-part">Rule packs</h2>
      <DataTable
        label="Rule packs"
        rows={packs.value?.packs ?? []}
        rowKey={(pack) => pack.id}
        empty={packs.problem?.sentence ?? 'Loading.'}
        columns={[
          { id: 'title', title: 'Pack', cell: (pack) => pack.title },
          { id: 'id', title: 'Id', kind: 'code', cell: (pack) => pack.id },
          { id: 'version', title: 'Version', kind: 'number', cell: (pack) => pack.version },
          {
            id: 'author',
            title: 'Author',
            cell: (pack) =>
              pack.author === null
                ? 'ships with Wardline'
                : `${pack.author}${pack.createdAt === null ? '' : `, ${dayAndTime(Date.parse(pack.createdAt), now)}`}`,
          },
          {
            id: 'in-force',
            title: 'In force',
            cell: (pack) => inForceWords(inForce.find(({ id }) => id === pack.id)),
          },
          {
            id: 'actions',
            title: 'Actions',
            kind: 'actions',
            cell: (pack) => (
              <>
                <Button
                  kind="plain"
                  icon={<FileText aria-hidden />}
                  aria-label={`Open ${pack.title}`}
                  onPress={() => {
                    setOpened(pack.id);
                  }}
                >
                  Open
                </Button>
                <Button
                  kind="plain"
                  icon={<Copy aria-hidden />}
                  aria-label={`Copy ${pack.title}`}
                  onPress={() => {
                    setCopied(pack.id);
                  }}
                >
                  Copy
                </Button>
              </>
            ),
          },
        ]}
      />
      {copied !== null && (
        <CopyPackForm
          packId={copied}
          onSaved={(id) => {
            packs.reload();
            setOpened(id);
          }}
          onClose={() => {
            setCopied(null);
          }}
        />
      )}
      {isWaiving && (
        <WaiverForm
          onSaved={waivers.reload}
          onClose={() => {
            setWaiving(false);
          }}
        />
      )}
    </AdminSection>
  );
}

function inForceWords(
  pack: { version: number; hospital: boolean; wards: readonly string[] } | undefined,
): string {
  if (pack === undefined) return 'no';
  const where = [pack.hospital ? 'the hospital' : '', ...pack.wards].filter((one) => one !== '');
  return `version ${pack.version}: ${where.join(', ')}`;
}
