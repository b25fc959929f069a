/** What this browser remembers about itself; nothing of a patient or a password. */
export interface DeviceSettings {
  /** The user said "this is my own device". */
  ownDevice: boolean;
  /** Names this device for notifications; null where nothing can be remembered. */
  readonly deviceId: string | null;
  /** Somebody has signed in here and not signed out; true as well where nothing can be remembered. */
  mayBeSignedIn: boolean;
}

const OWN_DEVICE = 'wardline.own-device';
const SIGNED_IN = 'wardline.signed-in';
const DEVICE_ID = 'wardline.device-id';

/** Settings in `localStorage`; where that is forbidden they last as long as the page. */
export function browserSettings(newId: () => string): DeviceSettings {
  let own = read(OWN_DEVICE) === 'yes';
  let deviceId = read(DEVICE_ID);
  if (deviceId === null) {
    deviceId = newId();
    write(DEVICE_ID, deviceId);
  }
  return {
    get ownDevice() {
      return own;
    },
    set ownDevice(value) {
      own = value;
      write(OWN_DEVICE, value ? 'yes' : 'no');
    },
    deviceId,
    // Read each time: another tab may have signed in meanwhile.
    get mayBeSignedIn() {
      return read(SIGNED_IN) === 'yes' || read(DEVICE_ID) === null;
    },
    set mayBeSignedIn(value) {
      write(SIGNED_IN, value ? 'yes' : 'no');
    },
  };
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Forbidden or full: the page still works, it only has to be told again next time.
  }
}
