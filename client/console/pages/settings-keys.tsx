export default function SettingsKeys() {
  return <h1>Keys</h1>
}
