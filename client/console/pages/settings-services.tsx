export default function SettingsServices() {
  return <h1>Services</h1>
}
