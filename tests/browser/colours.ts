// Colours as they are on the screen, and the names that people give them.
import type { Locator, Page } from 'playwright-core'

export type Rgb = [number, number, number]

export type Hue = 'red' | 'orange' | 'yellow' | 'green' | 'blue' | 'violet' | 'rose' | 'white' | 'grey'

type Property = 'color' | 'background-color' | 'border-top-color' | 'border-left-color'

/** The hue of one property of the first element that fits, whatever way the style sheet says it. */
export const hue = async (of: Locator, property: Property): Promise<Hue> => hueOf(await colour(of, property))

const colour = (of: Locator, property: Property): Promise<Rgb> =>
  of.first().evaluate((element, name) => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 1
    const pen = canvas.getContext('2d', { willReadFrequently: true })
    if (!pen) throw new Error('no canvas')
    pen.fillStyle = getComputedStyle(element).getPropertyValue(name)
    pen.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = pen.getImageData(0, 0, 1, 1).data
    return [red, green, blue]
  }, property)

/** The name that a person would give a colour. */
export function hueOf([red, green, blue]: Rgb): Hue {
  const most = Math.max(red, green, blue)
  const least = Math.min(red, green, blue)
  const part = most - least
  if (part < 14) return most > 245 ? 'white' : 'grey'
  const turn =
    most === red ? ((green - blue) / part + 6) % 6 : most === green ? (blue - red) / part + 2 : (red - green) / part + 4
  const degrees = turn * 60
  if (degrees < 15 || degrees >= 350) return 'red'
  if (degrees < 34) return 'orange'
  if (degrees < 70) return 'yellow'
  if (degrees < 180) return 'green'
  if (degrees < 242) return 'blue'
  return degrees < 300 ? 'violet' : 'rose'
}

/** From this distance between its channels on, a point of the screen has a colour: warm greys keep below it. */
const COLOURED = 45

/**
 * How many points of an element are drawn in a colour: gradients, textures, filters and what lies over it included,
 * which no style sheet tells. The picture is taken apart in the page, where there is a decoder.
 */
export async function colouredPoints(page: Page, of: Locator): Promise<number> {
  const picture = (await of.first().screenshot({ animations: 'disabled' })).toString('base64')
  return page.evaluate(
    async ([png, from]) => {
      const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const canvas = new OffscreenCanvas(image.width, image.height)
      const pen = canvas.getContext('2d')
      if (!pen) throw new Error('no canvas')
      pen.drawImage(image, 0, 0)
      const { data } = pen.getImageData(0, 0, image.width, image.height)
      let coloured = 0
      for (let at = 0; at < data.length; at += 4) {
        const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3)
        if (Math.max(red, green, blue) - Math.min(red, green, blue) >= from) coloured++
      }
      return coloured
    },
    [picture, COLOURED] as const,
  )
}
