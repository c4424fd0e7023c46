const RATE = 22_050
const LENGTH = 0.5

/** Two soft notes, half a second: a fourth upwards, each struck and let ring. Pitch in hertz, start in seconds. */
const notes = [
  { pitch: 587.33, start: 0, gain: 0.5 },
  { pitch: 783.99, start: 0.13, gain: 0.42 },
] as const

/** The sound of a new attention (H13) as a WAV file, made here so that no binary stands in the repository. */
export function twoNotes(): Blob {
  const samples = Math.round(RATE * LENGTH)
  const bytes = new ArrayBuffer(44 + samples * 2)
  const out = new DataView(bytes)
  const text = (at: number, word: string) =>
    [...word].forEach((letter, i) => out.setUint8(at + i, letter.charCodeAt(0)))
  text(0, 'RIFF')
  out.setUint32(4, 36 + samples * 2, true)
  text(8, 'WAVEfmt ')
  out.setUint32(16, 16, true)
  out.setUint16(20, 1, true) // PCM
  out.setUint16(22, 1, true) // mono
  out.setUint32(24, RATE, true)
  out.setUint32(28, RATE * 2, true)
  out.setUint16(32, 2, true)
  out.setUint16(34, 16, true)
  text(36, 'data')
  out.setUint32(40, samples * 2, true)
  for (let i = 0; i < samples; i++) out.setInt16(44 + i * 2, Math.round(sampleAt(i / RATE) * 32_000), true)
  return new Blob([bytes], { type: 'audio/wav' })
}

function sampleAt(time: number): number {
  let sum = 0
  for (const { pitch, start, gain } of notes) {
    const since = time - start
    if (since < 0) continue
    const struck = Math.min(1, since / 0.012) * Math.exp(-since * 9)
    sum += gain * struck * (Math.sin(2 * Math.PI * pitch * since) + 0.18 * Math.sin(4 * Math.PI * pitch * since))
  }
  // It ends in silence, without a click.
  return sum * Math.min(1, (LENGTH - time) / 0.04)
}
