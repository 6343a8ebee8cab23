#!/usr/bin/env python3
"""Renders the pages that reading is measured on, and writes down what stands on them.

usage: scripts/make-reading-corpus.py [--out FOLDER] [--committed]

Everything comes from one seed. Without arguments the whole corpus is rendered into .build-reading/ and its truth into
.build-reading/pages.csv. With --committed only the small pictures of the tests are rendered, into fixtures/reading/,
where their pages.csv and they themselves are kept in the repository.

Needs Pillow and numpy, and Debian's fonts-dejavu-core and fonts-liberation2.

The columns of pages.csv:
  file        the picture, beside the csv
  part        clean | uneven | columns | turned | line | short line: what is hard about the page
  language    eng | deu | fra
  font        file name of the font
  points      its size
  dpi         pixels an inch
  skew        degrees, counter-clockwise
  noise       standard deviation of Gaussian noise, in gray levels
  rotation    degrees that the picture was turned clockwise after all else
  lines       the text, line by line as printed
  paragraphs  the text as it was before it was set: a line for each paragraph
"""
import argparse
import csv
import os
import random

import numpy
from PIL import Image, ImageDraw, ImageFont

SEED = 20260301

FONTS = {
    "DejaVuSans.ttf": "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "DejaVuSerif.ttf": "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "LiberationSans-Regular.ttf": "/usr/share/fonts/truetype/liberation2/LiberationSans-Regular.ttf",
    "LiberationSerif-Regular.ttf": "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf",
    "LiberationMono-Regular.ttf": "/usr/share/fonts/truetype/liberation2/LiberationMono-Regular.ttf",
}

# Sentences written for this corpus: everyday prose with names, numbers, dates and every letter that the language has
# of its own.
SENTENCES = {
    "eng": """
The library on the corner opened in 1932 and has never closed its doors for longer than a week.
Every morning the caretaker sweeps the steps, waters the two olive trees and unlocks the reading room.
A child can borrow six books at a time, an adult twelve, and nobody is asked why.
When the river rose in the spring, forty volunteers carried the archive to the upper floor.
They worked through the night, passing boxes from hand to hand, and lost only a single ledger.
The oldest map shows the harbour as it was before the bridge was built in 1871.
Its paper is brittle, so visitors look at a photograph and leave the original in its drawer.
Some of the letters were written by sailors who had never learned to spell.
They describe storms, prices, quarrels and the taste of fresh bread after a long voyage.
The jazz quartet plays on the first Friday of each month, and the queue reaches the bakery.
Mr. Whitfield, who repairs clocks, says that a good spring lasts for about eighty years.
His workshop smells of oil and coffee, and a radio mutters quietly behind the lathe.
The committee met on 14 March and agreed to buy three new scanners for 2,450 pounds.
Nobody expected the vote to be unanimous, least of all the chairman himself.
Please return this form before noon on Thursday; late forms will be kept until next year.
Water boils at a lower temperature on the mountain, which is why the potatoes took so long.
The gardener keeps a notebook in which she writes down the first frost and the last swallow.
Half of the seeds were sown in boxes, the other half straight into the heavy clay.
By August the difference could be seen from the road, and the neighbours came to ask about it.
The exhibition explains how a photograph was made when every plate had to be coated by hand.
An exposure took eight minutes, so people rested their heads against a hidden iron frame.
That is why they look so serious: it is hard to smile for eight minutes.
The museum bought the camera at an auction in Leeds and restored its leather bellows.
A mechanic from the railway made the missing screws, and would not take any money for them.
The ferry leaves at 7:15 and again at 18:40, except on days when the wind is from the north.
Quiet passengers may sit below, where the engine can be felt but hardly heard.
The teacher wrote one sentence on the board and asked the class to find what was wrong with it.
After ten minutes somebody noticed that nothing was wrong, and everyone laughed.
Experience shows that a short checklist prevents more mistakes than a long manual.
The new lamp uses nine watts and gives as much light as the old one did with sixty.
Anyone who finds a key, a glove or an umbrella should leave it at the front desk.
The farmer exchanged two goats for a bicycle and believes that he has made an excellent bargain.
Our records begin in the year of the great fire, and everything before it is hearsay.
A bell rings five minutes before closing time, but the last reader rarely hears it.
""",
    "deu": """
Die Bücherei an der Ecke wurde 1932 eröffnet und war seither nie länger als eine Woche geschlossen.
Jeden Morgen fegt der Hausmeister die Stufen, gießt die beiden Ölbäume und schließt den Lesesaal auf.
Ein Kind darf sechs Bücher auf einmal ausleihen, ein Erwachsener zwölf, und niemand fragt nach dem Grund.
Als der Fluss im Frühjahr stieg, trugen vierzig Freiwillige das Archiv in das obere Stockwerk.
Sie arbeiteten die ganze Nacht, reichten Kisten von Hand zu Hand und verloren nur ein einziges Heft.
Die älteste Karte zeigt den Hafen, wie er aussah, bevor 1871 die Brücke gebaut wurde.
Ihr Papier ist brüchig, deshalb betrachten die Besucher ein Foto und lassen das Original in der Schublade.
Manche Briefe stammen von Seeleuten, die das Schreiben nie richtig gelernt hatten.
Sie erzählen von Stürmen, Preisen, Streit und vom Geschmack des frischen Brotes nach langer Fahrt.
Am ersten Freitag im Monat spielt das Quartett, und die Schlange reicht bis zur Bäckerei.
Herr Möller, der Uhren repariert, meint, dass eine gute Feder ungefähr achtzig Jahre hält.
Seine Werkstatt riecht nach Öl und Kaffee, und hinter der Drehbank murmelt leise ein Radio.
Der Ausschuss tagte am 14. März und beschloss, drei neue Geräte für 2.450 Euro zu kaufen.
Niemand hatte ein einstimmiges Ergebnis erwartet, am wenigsten der Vorsitzende selbst.
Bitte geben Sie dieses Formular bis Donnerstag um zwölf Uhr zurück; spätere bleiben bis zum nächsten Jahr liegen.
Auf dem Berg kocht das Wasser schon bei geringerer Wärme, darum brauchten die Kartoffeln so lange.
Die Gärtnerin führt ein Heft, in das sie den ersten Frost und die letzte Schwalbe einträgt.
Die Hälfte der Samen wurde in Kästen gesät, die andere Hälfte gleich in den schweren Lehm.
Im August sah man den Unterschied von der Straße aus, und die Nachbarn kamen, um danach zu fragen.
Die Ausstellung erklärt, wie ein Bild entstand, als jede Platte noch von Hand beschichtet werden musste.
Eine Aufnahme dauerte acht Minuten, also lehnten die Leute den Kopf an ein verborgenes Gestell aus Eisen.
Darum blicken sie so ernst: Es ist schwer, acht Minuten lang zu lächeln.
Das Museum ersteigerte die Kamera in Zürich und ließ den ledernen Balgen erneuern.
Ein Schlosser der Eisenbahn fertigte die fehlenden Schrauben und wollte kein Geld dafür nehmen.
Die Fähre legt um 7:15 Uhr ab und noch einmal um 18:40 Uhr, außer bei Wind aus Norden.
Ruhige Fahrgäste sitzen unten, wo man die Maschine spürt, aber kaum hört.
Die Lehrerin schrieb einen Satz an die Tafel und fragte die Klasse, was daran falsch sei.
Nach zehn Minuten bemerkte jemand, dass gar nichts falsch war, und alle lachten.
Die Erfahrung lehrt, dass eine kurze Liste mehr Fehler verhütet als ein langes Handbuch.
Die neue Lampe braucht neun Watt und leuchtet so hell wie die alte mit sechzig.
Wer einen Schlüssel, einen Handschuh oder einen Schirm findet, möge ihn am Empfang abgeben.
Der Bauer tauschte zwei Ziegen gegen ein Fahrrad und glaubt, ein gutes Geschäft gemacht zu haben.
Unsere Aufzeichnungen beginnen im Jahr des großen Brandes, und alles davor ist Hörensagen.
Fünf Minuten vor Schluss läutet eine Glocke, doch der letzte Leser überhört sie häufig.
""",
    "fra": """
La bibliothèque du coin a ouvert en 1932 et n'a jamais fermé ses portes plus d'une semaine.
Chaque matin, le gardien balaie les marches, arrose les deux oliviers et ouvre la salle de lecture.
Un enfant peut emprunter six livres à la fois, un adulte douze, et personne ne demande pourquoi.
Quand la rivière a débordé au printemps, quarante volontaires ont porté les archives à l'étage.
Ils ont travaillé toute la nuit, passant les boîtes de main en main, et n'ont perdu qu'un seul registre.
La carte la plus ancienne montre le port tel qu'il était avant la construction du pont en 1871.
Son papier est fragile : les visiteurs regardent une photographie et laissent l'original dans son tiroir.
Certaines lettres furent écrites par des marins qui n'avaient jamais appris l'orthographe.
Elles décrivent des tempêtes, des prix, des querelles et le goût du pain frais après une longue traversée.
Le quatuor joue le premier vendredi du mois, et la file s'étend jusqu'à la boulangerie.
Monsieur Lefèvre, qui répare les horloges, affirme qu'un bon ressort dure près de quatre-vingts ans.
Son atelier sent l'huile et le café, et une radio murmure doucement derrière le tour.
Le comité s'est réuni le 14 mars et a décidé d'acheter trois appareils pour 2 450 euros.
Personne ne s'attendait à un vote unanime, et le président moins que quiconque.
Veuillez rendre ce formulaire avant jeudi midi ; les retardataires attendront l'année prochaine.
En montagne, l'eau bout à une température plus basse, ce qui explique la lenteur des pommes de terre.
La jardinière tient un cahier où elle note la première gelée et la dernière hirondelle.
La moitié des graines fut semée en caisses, l'autre moitié directement dans l'argile lourde.
Au mois d'août, la différence se voyait depuis la route, et les voisins venaient s'en étonner.
L'exposition raconte comment naissait une photographie lorsque chaque plaque était préparée à la main.
Une pose durait huit minutes, si bien que l'on appuyait la tête contre un support de fer caché.
Voilà pourquoi ils ont l'air si sérieux : il est difficile de sourire pendant huit minutes.
Le musée a acquis l'appareil aux enchères à Nîmes et a fait restaurer son soufflet de cuir.
Un mécanicien des chemins de fer a fabriqué les vis manquantes sans vouloir d'argent.
Le bac part à 7 h 15 puis à 18 h 40, sauf les jours où le vent vient du nord.
Les passagers tranquilles s'installent en bas, où le moteur se sent mais s'entend à peine.
La maîtresse écrivit une phrase au tableau et demanda à la classe ce qui n'allait pas.
Au bout de dix minutes, quelqu'un remarqua que tout allait bien, et chacun éclata de rire.
L'expérience montre qu'une courte liste évite plus d'erreurs qu'un long manuel.
La nouvelle lampe consomme neuf watts et éclaire autant que l'ancienne avec soixante.
Quiconque trouve une clé, un gant ou un parapluie est prié de le déposer à l'accueil.
Le fermier échangea deux chèvres contre un vélo et croit avoir conclu une excellente affaire.
Nos registres commencent l'année du grand incendie ; tout ce qui précède relève du ouï-dire.
Une cloche sonne cinq minutes avant la fermeture, mais le dernier lecteur ne l'entend guère.
""",
}
SENTENCES = {language: text.strip().split("\n") for language, text in SENTENCES.items()}

VOWELS = set("aeiouyäöüàâéèêëîïôûù")


def split_of(word, fits):
    """The longest beginning of `word` that fits with a hyphen, cut between two consonants or before one; or None."""
    for cut in range(len(word) - 3, 2, -1):
        head, tail = word[:cut], word[cut:]
        if not (head.isalpha() and tail[:3].isalpha() and word.islower()):
            continue
        breaks_well = tail[0] not in VOWELS and tail[1] in VOWELS and any(c in VOWELS for c in head)
        if breaks_well and fits(head + "-"):
            return head, tail
    return None


def set_paragraph(text, font, measure, indent, hyphenate):
    """Breaks a paragraph into lines of at most `measure` pixels, the first one shorter by `indent`."""
    lines, line = [], ""
    words = text.split(" ")
    while words:
        word = words.pop(0)
        width = measure - (0 if lines else indent)
        longer = f"{line} {word}" if line else word
        if font.getlength(longer) <= width:
            line = longer
            continue
        if hyphenate:
            parts = split_of(word, lambda head: font.getlength(f"{line} {head}" if line else head) <= width)
            if parts:
                lines.append(f"{line} {parts[0]}-" if line else f"{parts[0]}-")
                line = ""
                words.insert(0, parts[1])
                continue
        lines.append(line)
        line = word
    return lines + [line]


def background(picture, skew):
    """Turns by `skew` degrees, white where nothing was."""
    return picture.rotate(skew, resample=Image.BICUBIC, fillcolor=255) if skew else picture


def noisy(picture, sigma, rng):
    if not sigma:
        return picture
    samples = numpy.asarray(picture, dtype=numpy.float32)
    return Image.fromarray(numpy.clip(samples + rng.normal(0, sigma, samples.shape), 0, 255).astype(numpy.uint8))


def shadowed(picture, rng):
    """A lamp's falloff from one corner, and the soft shadow of a hand across the paper."""
    height, width = picture.height, picture.width
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.float32)
    x, y = x / width, y / height
    falloff = 1 - 0.35 * numpy.hypot(x - rng.uniform(0, 0.2), y - rng.uniform(0, 0.2))
    angle = rng.uniform(0.5, 1.1)
    across = numpy.cos(angle) * x + numpy.sin(angle) * y - rng.uniform(0.55, 0.75)
    shade = 1 - rng.uniform(0.6, 0.7) / (1 + numpy.exp(-across / 0.03))
    light = falloff * shade
    samples = numpy.asarray(picture, dtype=numpy.float32)
    return Image.fromarray(numpy.clip(samples * light * 0.93, 0, 255).astype(numpy.uint8))


def page(spec, seed):
    """Sets and renders one page. Returns picture, lines, paragraphs."""
    chooser = random.Random(seed)
    rng = numpy.random.default_rng(seed)
    dpi, columns = spec["dpi"], spec.get("columns", 1)
    width, height = round(spec["inches"][0] * dpi), round(spec["inches"][1] * dpi)
    font = ImageFont.truetype(FONTS[spec["font"]], round(spec["points"] * dpi / 72))
    leading = round(spec["points"] * dpi / 72 * 1.35)
    margin = round(spec.get("margin", 0.75) * dpi)
    gutter = round(0.4 * dpi)
    measure = (width - 2 * margin - (columns - 1) * gutter) // columns
    picture = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(picture)
    sentences = list(SENTENCES[spec["language"]])
    chooser.shuffle(sentences)
    lines, paragraphs = [], []
    if "line" in spec["part"]:
        text = sentences[0]
        if "letters" in spec:
            text = text[: spec["letters"]].rsplit(" ", 1)[0]
        draw.text((margin, height // 2), text, font=font, fill=16, anchor="lm")
        lines, paragraphs = [text], [text]
    else:
        for column in range(columns):
            left, top = margin + column * (measure + gutter), margin
            while sentences:
                count = chooser.randint(2, 5)
                text = " ".join(sentences[:count])
                indent = round(0.2 * dpi) if spec.get("indent") else 0
                broken = set_paragraph(text, font, measure, indent, hyphenate=True)
                if top + len(broken) * leading > height - margin:
                    break
                del sentences[:count]
                for index, line in enumerate(broken):
                    draw.text((left + (0 if index else indent), top), line, font=font, fill=16)
                    top += leading
                if not spec.get("indent"):
                    top += leading * 2 // 3
                lines += broken
                paragraphs.append(text)
    picture = background(picture, spec["skew"])
    if spec["part"] == "uneven":
        picture = shadowed(picture, rng)
    picture = noisy(picture, spec["noise"], rng)
    if spec["rotation"]:
        picture = picture.rotate(-spec["rotation"], expand=True)
    return picture, lines, paragraphs


def whole_corpus():
    """Every language in every font at every resolution, and the hard pages."""
    chooser = random.Random(SEED)
    a4 = (8.27, 11.69)
    for language in SENTENCES:
        for font in FONTS:
            for dpi in (150, 200, 300):
                yield {
                    "part": "clean", "language": language, "font": font, "dpi": dpi, "inches": a4,
                    "points": chooser.choice([10, 11, 12]), "skew": chooser.choice([0, 0.7, -1.2, 2, -2.6, 3, -3]),
                    "noise": chooser.choice([0, 3, 6, 9]), "rotation": 0,
                }
            yield {
                "part": "uneven", "language": language, "font": font, "dpi": 200, "inches": (6.5, 8), "points": 12,
                "skew": chooser.choice([0, 1, -1]), "noise": 2, "rotation": 0,
            }
        for font in ("DejaVuSans.ttf", "LiberationSerif-Regular.ttf"):
            yield {
                "part": "columns", "language": language, "font": font, "dpi": 200, "inches": a4, "points": 10,
                "columns": 2, "indent": True, "skew": 0, "noise": 3, "rotation": 0,
            }
        for rotation in (90, 180, 270):
            yield {
                "part": "turned", "language": language, "font": "LiberationSans-Regular.ttf", "dpi": 150,
                "inches": (6.5, 8), "points": 12, "skew": 0, "noise": 3, "rotation": rotation,
            }
        for font in FONTS:
            yield {
                "part": "line", "language": language, "font": font, "dpi": 200, "inches": (8.6, 0.5), "points": 9,
                "margin": 0.2, "skew": 0, "noise": 3, "rotation": 0,
            }
    for language in SENTENCES:
        for font in FONTS:
            yield {
                "part": "short line", "language": language, "font": font, "dpi": 200, "inches": (4.5, 0.5), "points": 9,
                "letters": 45, "margin": 0.2, "skew": 0, "noise": 3, "rotation": 0,
            }


def committed_corpus():
    """A few small pages, one of each kind."""
    small = {"inches": (5, 3.2), "points": 11, "margin": 0.3, "skew": 0, "noise": 0, "rotation": 0}
    serif, sans = "LiberationSerif-Regular.ttf", "DejaVuSans.ttf"
    yield small | {"part": "clean", "language": "eng", "font": serif, "dpi": 200, "skew": 2}
    yield small | {"part": "clean", "language": "deu", "font": sans, "dpi": 150, "points": 10}
    yield small | {"part": "clean", "language": "fra", "font": serif, "dpi": 150}
    yield small | {"part": "uneven", "language": "eng", "font": sans, "dpi": 150, "inches": (5, 5)}
    yield small | {
        "part": "columns", "language": "eng", "font": serif, "dpi": 150, "inches": (6.5, 3.5), "columns": 2,
        "indent": True,
    }
    yield small | {"part": "turned", "language": "eng", "font": sans, "dpi": 150, "rotation": 180}
    yield small | {"part": "turned", "language": "deu", "font": sans, "dpi": 150, "rotation": 90}
    yield small | {"part": "line", "language": "eng", "font": sans, "dpi": 150, "inches": (9, 0.5), "points": 9}


def main():
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out")
    parser.add_argument("--committed", action="store_true")
    arguments = parser.parse_args()
    specs = list(committed_corpus() if arguments.committed else whole_corpus())
    out = arguments.out or os.path.join(root, "fixtures/reading" if arguments.committed else ".build-reading")
    os.makedirs(out, exist_ok=True)
    columns = ["file", "part", "language", "font", "points", "dpi", "skew", "noise", "rotation", "lines", "paragraphs"]
    with open(os.path.join(out, "pages.csv"), "w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        for number, spec in enumerate(specs):
            picture, lines, paragraphs = page(spec, SEED + number)
            name = f"{number:03}-{spec['part'].replace(' ', '-')}-{spec['language']}-{spec['dpi']}.png"
            picture.save(os.path.join(out, name), dpi=(spec["dpi"], spec["dpi"]), optimize=arguments.committed)
            table.writerow(spec | {"file": name, "lines": "\n".join(lines), "paragraphs": "\n".join(paragraphs)})


if __name__ == "__main__":
    main()
