import { z } from 'zod'
import { type FileType, fileTypes } from './file-type.ts'
import { nameLine } from './text.ts'

export const FileName = nameLine(120).refine((name) => !/[/\\]/.test(name), 'must be a name without a folder')

export const Attachment = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(Object.keys(fileTypes) as [FileType, ...FileType[]]),
  size: z.number().int().describe('in bytes'),
})
export type Attachment = z.infer<typeof Attachment>
