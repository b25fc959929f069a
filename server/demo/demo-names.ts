import type { Random } from './random.ts';

const GIVEN: readonly [string, ...string[]] = [
  'Kim', 'Ana', 'Jo', 'Mateo', 'Priya', 'Liam', 'Grace', 'Omar', 'Elena', 'Noah', 'Mei', 'Samuel',
  'Fatima', 'Daniel', 'Rosa', 'Thomas', 'Aisha', 'Lucas', 'Hannah', 'Diego', 'Ingrid', 'Marcus',
  'Yuki', 'Peter', 'Camila', 'Ruth', 'Andre', 'Leila', 'Viktor', 'Nora', 'Joseph', 'Tala', 'Simon',
  'Beatriz', 'Ivan', 'Chloe', 'Emeka', 'Sofia', 'Henry', 'Amara', 'Paolo', 'Zoe', 'Kofi', 'Maria',
]; // prettier-ignore

const FAMILY: readonly [string, ...string[]] = [
  'Alvarez', 'Reyes', 'Park', 'Okafor', 'Lindqvist', 'Nguyen', 'Santos', 'Whitfield', 'Rahman',
  'Castillo', 'Tanaka', 'Brennan', 'Mensah', 'Petrov', 'Delgado', 'Huang', 'Fischer', 'Baptiste',
  'Kaur', 'Moreau', 'Sullivan', 'Dela Cruz', 'Haddad', 'Novak', 'Ferreira', 'Osei', 'Larsen',
  'Moreno', 'Chen', 'Abernathy', 'Villanueva', 'Sato', 'Marchetti', 'Olsen', 'Gutierrez', 'Bianchi',
  'Walker', 'Ibrahim', 'Kowalski', 'Ramos', 'Desai', 'Foster', 'Aguilar', 'Hughes', 'Bautista',
  'Lam', 'Kimura', 'Romero', 'Becker', 'Jensen', 'Mbeki', 'Quispe', 'Torres', 'Yamamoto', 'Zhou',
]; // prettier-ignore

/** A nurse's name as colleagues say it. */
export function nurseName(random: Random): string {
  return `${random.pick(GIVEN)} ${random.pick(FAMILY)}`;
}

/** A patient as a board shows one: initial and surname. Nobody is meant. */
export function patientLabel(random: Random): string {
  return `${random.pick(GIVEN).charAt(0)}. ${random.pick(FAMILY)}`;
}
