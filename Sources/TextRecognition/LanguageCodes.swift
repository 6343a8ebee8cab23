/// ISO 639 codes of the languages that Tesseract has models of (tessdata's list; ISO 639-2 as the Library of Congress
/// publishes it), and the script that each is written in.
enum LanguageCodes {
    /// Tesseract's names for a code in small letters, the likeliest first.
    static func names(for code: String) -> [String] { table[code] ?? [] }

    /// As Tesseract's orientation and script detection calls it. A few models name theirs (`srp_latn`).
    static func script(of name: String) -> String {
        if name.hasSuffix("_latn") { return "Latin" }
        if name.hasSuffix("_cyrl") { return "Cyrillic" }
        let base = String(name.prefix { $0 != "_" })
        return scripts[base] ?? "Latin"
    }

    static func isWrittenDownwards(_ name: String) -> Bool {
        name.hasSuffix("_vert") || ["Han", "Japanese", "Korean"].contains(script(of: name))
    }

    static func isWrittenLeftwards(_ name: String) -> Bool {
        ["Arabic", "Hebrew", "Syriac", "Thaana"].contains(script(of: name))
    }

    private static let table: [String: [String]] = {
        var table: [String: [String]] = [:]
        for row in rows.split(separator: "\n") {
            let sides = row.split(separator: ":").map { $0.split(separator: " ").map(String.init) }
            for code in sides[0] { table[code] = sides[1] }
        }
        return table
    }()

    private static let scripts: [String: String] = {
        var scripts: [String: String] = [:]
        for row in scriptRows.split(separator: "\n") {
            let words = row.split(separator: " ").map(String.init)
            for name in words.dropFirst() { scripts[name] = words[0] }
        }
        return scripts
    }()

    /// Codes : Tesseract's names.
    private static let rows = """
        af afr:afr
        am amh:amh
        ar ara:ara
        as asm:asm
        az aze:aze aze_cyrl
        be bel:bel
        bn ben:ben
        bo bod tib:bod
        br bre:bre
        bs bos:bos
        bg bul:bul
        ca cat:cat
        ceb:ceb
        chr:chr
        co cos:cos
        cs ces cze:ces
        cy cym wel:cym
        da dan:dan
        de deu ger:deu deu_latf frk
        dv div:div
        dz dzo:dzo
        el ell gre:ell
        en eng:eng
        enm:enm
        eo epo:epo
        es spa:spa
        et est:est
        eu eus baq:eus
        fa fas per:fas
        fi fin:fin
        fil:fil tgl
        fo fao:fao
        fr fra fre:fra
        frm:frm
        fy fry:fry
        ga gle:gle
        gd gla:gla
        gl glg:glg
        grc:grc
        gu guj:guj
        he heb iw:heb
        hi hin:hin
        hr hrv:hrv
        ht hat:hat
        hu hun:hun
        hy hye arm:hye
        id ind:ind
        is isl ice:isl
        it ita:ita
        iu iku:iku
        ja jpn:jpn jpn_vert
        jv jav:jav
        ka kat geo:kat
        kk kaz:kaz
        km khm:khm
        kmr:kmr
        kn kan:kan
        ko kor:kor kor_vert
        ku kur:kur kmr kur_ara
        ky kir:kir
        la lat:lat
        lb ltz:ltz
        lo lao:lao
        lt lit:lit
        lv lav:lav
        mi mri mao:mri
        mk mkd mac:mkd
        ml mal:mal
        mn mon:mon
        mr mar:mar
        ms msa may:msa
        mt mlt:mlt
        my mya bur:mya
        ne nep:nep
        nl nld dut:nld
        no nor nb nob nn nno:nor
        oc oci:oci
        or ori:ori
        pa pan:pan
        pl pol:pol
        ps pus:pus
        pt por:por
        qu que:que
        ro ron rum:ron
        ru rus:rus
        sa san:san
        sd snd:snd
        si sin:sin
        sk slk slo:slk
        sl slv:slv
        sq sqi alb:sqi
        sr srp:srp srp_latn
        su sun:sun
        sv swe:swe
        sw swa:swa
        syr:syr
        ta tam:tam
        te tel:tel
        tg tgk:tgk
        th tha:tha
        ti tir:tir
        tl tgl:tgl fil
        to ton:ton
        tr tur:tur
        tt tat:tat
        ug uig:uig
        uk ukr:ukr
        ur urd:urd
        uz uzb:uzb uzb_cyrl
        vi vie:vie
        yi yid:yid
        yo yor:yor
        zh zho chi:chi_sim chi_tra
        """

    /// A script, then the models that are written in it. What stands nowhere is Latin.
    private static let scriptRows = """
        Cyrillic bel bul kaz kir mkd mon rus srp tat tgk ukr
        Greek ell grc
        Arabic ara fas pus snd uig urd
        Hebrew heb yid
        Han chi
        Japanese jpn
        Korean kor
        Devanagari hin mar nep san
        Bengali asm ben
        Gujarati guj
        Gurmukhi pan
        Kannada kan
        Malayalam mal
        Oriya ori
        Sinhala sin
        Tamil tam
        Telugu tel
        Thai tha
        Lao lao
        Khmer khm
        Myanmar mya
        Tibetan bod dzo
        Georgian kat
        Armenian hye
        Ethiopic amh tir
        Cherokee chr
        Syriac syr
        Thaana div
        """
}
