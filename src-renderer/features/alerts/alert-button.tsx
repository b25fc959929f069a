import { Bell, BellOff, BellRing, Volume2 } from 'lucide-react';
import { useNavigate } from '@tanstack/react-router';
import { useHasVoice } from '../../app/desktop.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useClock } from '../../ui/clock.ts';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { clockTime } from '../../ui/time-words.ts';
import { playAlertSound } from './alert-sound.ts';
import { mute, MUTE_MINUTES, unmute, useMutedUntil } from './mute.ts';
import { tellSoundBlocked, useSoundBlocked } from './sound-blocked.ts';
import { useAlertLines } from './use-alert-lines.ts';
import './alerts.css';

/** How many alerts stand and how many are new, in the bar at the top; and whether they are heard. */
export function AlertButton({ hospitalId }: { hospitalId: string }) {
  const { open, acknowledged, shelved } = useAlertLines(hospitalId);
  const navigate = useNavigate();
  const clock = useClock();
  const hasVoice = useHasVoice();
  const until = useMutedUntil();
  const blocked = useSoundBlocked();
  const count = open.length + acknowledged.length;
  const worst = open[0]?.severity ?? null;
  const showAll = () => {
    void navigate({ to: '/h/$hospitalId/alerts', params: { hospitalId } });
  };
  return (
    <>
      <Menu
        label="Alerts"
        trigger={
          <Button
            kind="plain"
            className={classNames('alert-button', worst !== null && `alert-button-${worst}`)}
            icon={open.length > 0 ? <BellRing aria-hidden /> : <Bell aria-hidden />}
          >
            <span className="unseen">Alerts: </span>
            {count}
            {open.length > 0 && (
              <strong className="alert-new">
                {open.length === count ? ' new' : `, ${open.length} new`}
              </strong>
            )}
          </Button>
        }
      >
        <MenuItem icon={<Bell aria-hidden />} keyName="!" onAction={showAll}>
          {shelved.length > 0 ? `All alerts (${shelved.length} shelved)` : 'All alerts'}
        </MenuItem>
        <MenuLine />
        {until !== null && (
          <MenuItem icon={<Volume2 aria-hidden />} onAction={unmute}>
            Sound on again
          </MenuItem>
        )}
        {(hasVoice ? MUTE_MINUTES : []).map((minutes) => (
          <MenuItem
            key={minutes}
            id={`mute-${minutes}`}
            icon={<BellOff aria-hidden />}
            onAction={() => {
              mute(clock.now(), minutes);
            }}
          >
            {`No sound for ${minutes} minutes`}
          </MenuItem>
        ))}
        {hasVoice && (
          <MenuItem icon={<Volume2 aria-hidden />} onAction={tryOut}>
            Hear a critical alert
          </MenuItem>
        )}
      </Menu>
      {until !== null && (
        <Button className="mute-mark" icon={<BellOff aria-hidden />} onPress={unmute}>
          <span className="mute-words">No sound until </span>
          <span className="mute-until">{clockTime(until)}</span>
          <span className="unseen">. Press for sound.</span>
        </Button>
      )}
      {until === null && blocked && (
        <Button className="mute-mark" icon={<BellOff aria-hidden />} onPress={tryOut}>
          Press for sound
        </Button>
      )}
    </>
  );
}

/** Also what a browser waits for before it lets sounds out: that somebody pressed something. */
function tryOut(): void {
  void playAlertSound('critical').then((heard) => {
    tellSoundBlocked(!heard);
  });
}
