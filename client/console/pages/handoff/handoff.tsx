export default function Handoff() {
  return null
}
