export default function SettingsPeople() {
  return <h1>People</h1>
}
