import type { Customer } from '../../../domain/conversation.ts'
import { between, pick } from './random.ts'

type Names = readonly [string, ...string[]]

/** A place, and names that are at home there. None of these people exists. */
const places: [[city: string, region: string, country: string], given: Names, family: Names][] = [
  [
    ['Aarhus', 'Central Denmark', 'Denmark'],
    ['Freja', 'Emil', 'Sofie'],
    ['Holm', 'Kjær', 'Lund'],
  ],
  [
    ['Ghent', 'East Flanders', 'Belgium'],
    ['Lotte', 'Wout', 'Amber'],
    ['De Smet', 'Claes', 'Maes'],
  ],
  [
    ['Liège', 'Wallonia', 'Belgium'],
    ['Elise', 'Bastien', 'Maud'],
    ['Lambert', 'Renard', 'Collin'],
  ],
  [
    ['Utrecht', 'Utrecht', 'Netherlands'],
    ['Sanne', 'Bram', 'Fleur'],
    ['de Vries', 'Bakker', 'Vos'],
  ],
  [
    ['Groningen', 'Groningen', 'Netherlands'],
    ['Jelle', 'Femke', 'Tijn'],
    ['Dijkstra', 'Postma', 'Hoekstra'],
  ],
  [
    ['Bristol', 'England', 'United Kingdom'],
    ['Harriet', 'Callum', 'Priya'],
    ['Whitlock', 'Barnes', 'Shah'],
  ],
  [
    ['Leeds', 'England', 'United Kingdom'],
    ['Imogen', 'Tariq', 'Joe'],
    ['Hargreaves', 'Mahmood', 'Sykes'],
  ],
  [
    ['Glasgow', 'Scotland', 'United Kingdom'],
    ['Isla', 'Fraser', 'Morag'],
    ['Muir', 'Kerr', 'Buchanan'],
  ],
  [
    ['Cork', 'Munster', 'Ireland'],
    ['Aoife', 'Cian', 'Niamh'],
    ['Keane', 'Twomey', 'Lehane'],
  ],
  [
    ['Tartu', 'Tartu County', 'Estonia'],
    ['Liis', 'Karl', 'Maarja'],
    ['Tamm', 'Kask', 'Sepp'],
  ],
  [
    ['Espoo', 'Uusimaa', 'Finland'],
    ['Aino', 'Eero', 'Venla'],
    ['Lehtinen', 'Salo', 'Virta'],
  ],
  [
    ['Malmö', 'Skåne', 'Sweden'],
    ['Ebba', 'Nils', 'Amira'],
    ['Lindqvist', 'Ek', 'Haddad'],
  ],
  [
    ['Bergen', 'Vestland', 'Norway'],
    ['Ingrid', 'Sindre', 'Tuva'],
    ['Haugen', 'Solberg', 'Vik'],
  ],
  [
    ['Graz', 'Styria', 'Austria'],
    ['Johanna', 'Valentin', 'Resi'],
    ['Gruber', 'Pichler', 'Leitner'],
  ],
  [
    ['Bern', 'Bern', 'Switzerland'],
    ['Nora', 'Reto', 'Livia'],
    ['Zbinden', 'Aebi', 'Gerber'],
  ],
  [
    ['Leipzig', 'Saxony', 'Germany'],
    ['Greta', 'Anton', 'Thuy'],
    ['Krause', 'Nguyen', 'Vogel'],
  ],
  [
    ['Freiburg', 'Baden-Württemberg', 'Germany'],
    ['Mila', 'Jakob', 'Lena'],
    ['Maier', 'Schwarz', 'Ott'],
  ],
  [
    ['Lyon', 'Auvergne-Rhône-Alpes', 'France'],
    ['Camille', 'Théo', 'Inès'],
    ['Girard', 'Moreau', 'Benali'],
  ],
  [
    ['Nantes', 'Pays de la Loire', 'France'],
    ['Manon', 'Gaël', 'Yann'],
    ['Le Goff', 'Riou', 'Perrin'],
  ],
  [
    ['Porto', 'Norte', 'Portugal'],
    ['Beatriz', 'Tiago', 'Marta'],
    ['Moreira', 'Pinto', 'Sousa'],
  ],
  [
    ['Valencia', 'Valencian Community', 'Spain'],
    ['Carla', 'Pau', 'Nuria'],
    ['Ferrer', 'Soler', 'Navarro'],
  ],
  [
    ['Turin', 'Piedmont', 'Italy'],
    ['Chiara', 'Davide', 'Ginevra'],
    ['Bruno', 'Ferrero', 'Conti'],
  ],
  [
    ['Kraków', 'Lesser Poland', 'Poland'],
    ['Zofia', 'Jan', 'Hanna'],
    ['Nowicka', 'Zając', 'Wrona'],
  ],
  [
    ['Brno', 'South Moravia', 'Czechia'],
    ['Tereza', 'Ondřej', 'Klára'],
    ['Dvořák', 'Malá', 'Krejčí'],
  ],
  [
    ['Ljubljana', 'Central Slovenia', 'Slovenia'],
    ['Maja', 'Žiga', 'Neža'],
    ['Zupan', 'Kos', 'Oblak'],
  ],
  [
    ['Thessaloniki', 'Central Macedonia', 'Greece'],
    ['Eleni', 'Nikos', 'Daphne'],
    ['Pappas', 'Kazan', 'Vlachou'],
  ],
  [
    ['Toronto', 'Ontario', 'Canada'],
    ['Maya', 'Liam', 'Jasleen'],
    ['Chen', 'Tremblay', 'Gill'],
  ],
  [
    ['Portland', 'Oregon', 'United States'],
    ['Avery', 'Marcus', 'June'],
    ['Whitfield', 'Alvarez', 'Brooks'],
  ],
  [
    ['Austin', 'Texas', 'United States'],
    ['Delia', 'Wyatt', 'Rosa'],
    ['Castillo', 'Boone', 'Ramos'],
  ],
  [
    ['Guadalajara', 'Jalisco', 'Mexico'],
    ['Ximena', 'Diego', 'Lucía'],
    ['Rentería', 'Campos', 'Ibarra'],
  ],
  [
    ['Curitiba', 'Paraná', 'Brazil'],
    ['Luana', 'Caio', 'Helena'],
    ['Barbosa', 'Kowalski', 'Prado'],
  ],
  [
    ['Nairobi', 'Nairobi County', 'Kenya'],
    ['Wanjiru', 'Otieno', 'Achieng'],
    ['Kamau', 'Odhiambo', 'Njoroge'],
  ],
  [
    ['Cape Town', 'Western Cape', 'South Africa'],
    ['Thandi', 'Pieter', 'Zara'],
    ['Mokoena', 'Botha', 'Jacobs'],
  ],
  [
    ['Pune', 'Maharashtra', 'India'],
    ['Ananya', 'Rohan', 'Meera'],
    ['Kulkarni', 'Deshpande', 'Joshi'],
  ],
  [
    ['Kyoto', 'Kyoto Prefecture', 'Japan'],
    ['Haruka', 'Sota', 'Mei'],
    ['Nishida', 'Okabe', 'Fujii'],
  ],
  [
    ['Melbourne', 'Victoria', 'Australia'],
    ['Matilda', 'Jack', 'Linh'],
    ['Doyle', 'Tran', 'Fraser'],
  ],
]

/** One in twelve does not say where it is. */
const UNKNOWN_PLACE = 1 / 12

/** Makes up a customer somewhere in the world. `externalId` says to Baton that it is the same one again. */
export function makeCustomer(random: () => number, externalId: string): Customer & { name: string } {
  const [[city, region, country], given, family] = pick(random, places as [(typeof places)[number]])
  const first = pick(random, given)
  const last = pick(random, family)
  const mailbox = plain(`${first}.${last}`)
  const known = random() >= UNKNOWN_PLACE
  return {
    externalId,
    name: `${first} ${last}`,
    email: `${mailbox}${Math.floor(between(random, 10, 99))}@example.com`,
    ...(known && { location: { city, region, country } }),
  }
}

const letters: Record<string, string> = { æ: 'ae', ø: 'o', ł: 'l', ß: 'ss' }

/** What an address may hold: lower-case letters and dots. */
const plain = (name: string) =>
  name
    .toLowerCase()
    .replace(/[æøłß]/g, (letter) => letters[letter] ?? '')
    .normalize('NFD')
    .replace(/[^a-z.]+/g, '')
