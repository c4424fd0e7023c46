import { z } from 'zod'

// Zod tries out whether it may compile its schemas. The content policy forbids it and reports each try: it is told so
// before the first schema is made, which is why this stands first in main.tsx.
z.config({ jitless: true })
