import {
  ChevronDown,
  CircleUser,
  ClipboardList,
  FlaskConical,
  Keyboard,
  LayoutDashboard,
  LogOut,
  MonitorCog,
  ScrollText,
  Search,
  Settings,
} from 'lucide-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { AlertButton } from '../features/alerts/alert-button.tsx';
import { OutboxButton } from '../features/commands/outbox.tsx';
import { ConnectionMark } from '../features/connection/connection-mark.tsx';
import { HospitalSwitcher } from '../features/hospital/hospital-switcher.tsx';
import { NotificationBell } from '../features/notifications/notification-bell.tsx';
import { Button } from '../ui/button.tsx';
import { useNow } from '../ui/clock.ts';
import { Kbd } from '../ui/kbd.tsx';
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx';
import { ThemeMenuItems } from '../ui/theme-menu.tsx';
import { clockTime } from '../ui/time-words.ts';
import { askDesk } from './desk-door.ts';
import { useDesktop, useIsWall } from './desktop.ts';
import { useUser } from './host-context.tsx';
import { settingsDoor } from './settings-door.ts';
import { useSignOut } from './sign-out.ts';

const MINUTE_MS = 60_000;

/** Where one is, how the line is, the way to everything else. */
export function TopBar({ hospitalId }: { hospitalId: string | null }) {
  const isWall = useIsWall();
  const { roles } = useUser();
  const seesAlerts = roles.includes('dispatcher') || roles.includes('admin');
  return (
    <header className="top-bar">
      <Link to="/" className="brand">
        <span className="brand-mark" aria-hidden="true" />
        <span className="brand-name">Wardline</span>
      </Link>
      {hospitalId !== null && <HospitalSwitcher hospitalId={hospitalId} />}
      <ConnectionMark />
      {hospitalId !== null && !isWall && <SearchButton />}
      <span className="top-bar-gap" />
      {!isWall && <OutboxButton />}
      {hospitalId !== null && seesAlerts && <AlertButton hospitalId={hospitalId} />}
      {!isWall && <NotificationBell hospitalId={hospitalId} />}
      <WallClock />
      {!isWall && <UserMenu hospitalId={hospitalId} />}
    </header>
  );
}

function SearchButton() {
  return (
    <Button
      className="top-bar-search"
      aria-keyshortcuts="Control+K"
      icon={<Search aria-hidden />}
      onPress={() => {
        askDesk({ kind: 'palette', query: '' });
      }}
    >
      <span className="top-bar-search-text">Search or command</span>
      <Kbd>Ctrl K</Kbd>
    </Button>
  );
}

function WallClock() {
  return <time className="wall-clock">{clockTime(useNow(MINUTE_MS))}</time>;
}

function UserMenu({ hospitalId }: { hospitalId: string | null }) {
  const user = useUser();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const isDesktop = useDesktop() !== null;
  const seesBoards = user.roles.some((role) => role === 'dispatcher' || role === 'admin');
  return (
    <Menu
      label="You"
      trigger={
        <Button kind="plain" className="user-button" aria-label={`${user.name}: menu`}>
          <span className="cut user-name" title={user.name}>
            {user.name}
          </span>
          <CircleUser aria-hidden className="user-icon" />
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      {hospitalId !== null && seesBoards && (
        <MenuItem
          icon={<LayoutDashboard aria-hidden />}
          onAction={() => {
            void navigate({ to: '/h/$hospitalId', params: { hospitalId } });
          }}
        >
          Boards
        </MenuItem>
      )}
      {hospitalId !== null && seesBoards && (
        <MenuItem
          icon={<ScrollText aria-hidden />}
          onAction={() => {
            void navigate({ to: '/h/$hospitalId/record', params: { hospitalId } });
          }}
        >
          Record of shifts
        </MenuItem>
      )}
      {hospitalId !== null && seesBoards && (
        <MenuItem
          icon={<FlaskConical aria-hidden />}
          onAction={() => {
            void navigate({ to: '/h/$hospitalId/what-if', params: { hospitalId } });
          }}
        >
          What if
        </MenuItem>
      )}
      {hospitalId !== null && user.nurseIds[hospitalId] !== undefined && (
        <MenuItem
          icon={<ClipboardList aria-hidden />}
          onAction={() => {
            void navigate({ to: '/h/$hospitalId/me', params: { hospitalId } });
          }}
        >
          My patients
        </MenuItem>
      )}
      {hospitalId !== null && user.roles.includes('admin') && (
        <MenuItem
          icon={<Settings aria-hidden />}
          onAction={() => {
            void navigate({
              to: '/h/$hospitalId/admin/$section',
              params: { hospitalId, section: 'wards' },
            });
          }}
        >
          Administration
        </MenuItem>
      )}
      {hospitalId !== null && (
        <MenuItem
          icon={<Keyboard aria-hidden />}
          keyName="?"
          onAction={() => {
            askDesk({ kind: 'keys' });
          }}
        >
          Keys
        </MenuItem>
      )}
      {isDesktop && (
        <MenuItem
          icon={<MonitorCog aria-hidden />}
          onAction={() => {
            settingsDoor.set(true);
          }}
        >
          Console settings
        </MenuItem>
      )}
      <MenuLine />
      <ThemeMenuItems />
      <MenuLine />
      <MenuItem icon={<LogOut aria-hidden />} onAction={signOut}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
