import { z } from 'zod';

// Main reads small things, each once or twice: schemas that write code of their own for that make it
// start later. To be imported before any schema is made.
z.config({ jitless: true });
