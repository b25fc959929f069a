import { Link } from '@tanstack/react-router';
import { useHospital } from '../../app/hospital-wards.tsx';
import { EscalationAdmin } from './escalation-admin.tsx';
import { IntakeAdmin } from './intake-admin.tsx';
import { LocationsAdmin } from './locations-admin.tsx';
import { RulesAdmin } from './rules/rules-admin.tsx';
import { ShiftsAdmin } from './shifts-admin.tsx';
import { StaffAdmin } from './staff-admin.tsx';
import { WardsAdmin } from './wards-admin.tsx';
import './admin.css';

const SECTIONS = [
  { section: 'wards', text: 'Wards' },
  { section: 'staff', text: 'Staff' },
  { section: 'shifts', text: 'Shifts' },
  { section: 'rules', text: 'Staffing rules' },
  { section: 'escalation', text: 'Escalation' },
  { section: 'locations', text: 'HL7 locations' },
  { section: 'intake', text: 'HL7 messages' },
] as const;
type Section = (typeof SECTIONS)[number]['section'];

/** What a hospital's administrator sets up. */
export function Admin({ section }: { section: Section }) {
  const { hospitalId } = useHospital();
  return (
    <div className="admin">
      <nav className="admin-nav" aria-label="Administration">
        {SECTIONS.map((one) => (
          <Link
            key={one.section}
            to="/h/$hospitalId/admin/$section"
            params={{ hospitalId, section: one.section }}
            className="admin-link"
            aria-current={one.section === section ? 'page' : undefined}
          >
            {one.text}
          </Link>
        ))}
      </nav>
      <main className="admin-main">{partOf(section)}</main>
    </div>
  );
}

function partOf(section: Section) {
  switch (section) {
    case 'wards':
      return <WardsAdmin />;
    case 'staff':
      return <StaffAdmin />;
    case 'shifts':
      return <ShiftsAdmin />;
    case 'rules':
      return <RulesAdmin />;
    case 'escalation':
      return <EscalationAdmin />;
    case 'locations':
      return <LocationsAdmin />;
    case 'intake':
      return <IntakeAdmin />;
  }
}
