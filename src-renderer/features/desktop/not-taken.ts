/** Where main did not answer a call; its log says why. */
export const NOT_TAKEN =
  'The console did not take that. Try again; if it goes on, close and open it.';
