using System.Text;

namespace NotionSync.Files;

/// <summary>Tells a media type by the first bytes of a file.</summary>
public static class FileSignature
{
    /// <summary>How many bytes are looked at. Word, Excel and PowerPoint tell themselves apart only after some kilobytes.</summary>
    public const int Length = 16 * 1024;

    /// <summary>A PDF may begin up to this late (ISO 32000, annex H, implementation note 13).</summary>
    private const int PdfJunk = 1024;

    private static readonly (byte[] Bytes, int Offset, string Type)[] Simple =
    [
        ([0x89, .. "PNG\r\n\u001a\n"u8], 0, "image/png"),
        ([0xFF, 0xD8, 0xFF], 0, "image/jpeg"),
        ([.. "GIF87a"u8], 0, "image/gif"),
        ([.. "GIF89a"u8], 0, "image/gif"),
        ([.. "II*\0"u8], 0, "image/tiff"),
        ([.. "MM\0*"u8], 0, "image/tiff"),
        ([0, 0, 1, 0], 0, "image/x-icon"),
        ([.. "8BPS"u8], 0, "image/vnd.adobe.photoshop"),
        ([0xFF, 0x0A], 0, "image/jxl"),
        ([.. "ID3\u0002"u8], 0, "audio/mpeg"),
        ([.. "ID3\u0003"u8], 0, "audio/mpeg"),
        ([.. "ID3\u0004"u8], 0, "audio/mpeg"),
        ([.. "fLaC"u8], 0, "audio/flac"),
        ([.. "OggS"u8], 0, "application/ogg"),
        ([.. "MThd"u8], 0, "audio/midi"),
        ([.. "#!AMR"u8], 0, "audio/amr"),
        ([0, 0, 1, 0xBA], 0, "video/mpeg"),
        ([0, 0, 1, 0xB3], 0, "video/mpeg"),
        ([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], 0, "video/x-ms-wmv"),
        ([.. "FLV\u0001"u8], 0, "video/x-flv"),
        ([0x1F, 0x8B, 0x08], 0, "application/gzip"),
        ([0x31, 0x41, 0x59, 0x26, 0x53, 0x59], 4, "application/x-bzip2"),
        ([0xFD, .. "7zXZ\0"u8], 0, "application/x-xz"),
        ([.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], 0, "application/x-7z-compressed"),
        ([.. "Rar!\u001a\u0007"u8], 0, "application/vnd.rar"),
        ([0x28, 0xB5, 0x2F, 0xFD], 0, "application/zstd"),
        ([.. "ustar"u8], 257, "application/x-tar"),
        ([.. "{\\rtf"u8], 0, "application/rtf"),
        ([.. "%!PS"u8], 0, "application/postscript"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], 0, "application/x-ole-storage"),
        ([.. "wOF2"u8], 0, "font/woff2"),
        ([.. "wOFF"u8], 0, "font/woff"),
        ([.. "OTTO"u8], 0, "font/otf"),
        ([0, 1, 0, 0, 0], 0, "font/ttf"),
        ([.. "SQLite format 3\0"u8], 0, "application/vnd.sqlite3"),
        ([0x7F, .. "ELF"u8], 0, "application/x-executable"),
    ];

    // Not <p>, <div> and their like: Markdown begins with them, too.
    private static readonly string[] HtmlTags = ["!DOCTYPE HTML", "HTML", "HEAD", "BODY", "SCRIPT", "IFRAME", "STYLE", "TITLE", "META", "LINK"];

    /// <param name="head">The first <see cref="Length"/> bytes, or all of a shorter file.</param>
    /// <returns>Null when the bytes do not tell, as those of plain text.</returns>
    public static string? Sniff(ReadOnlySpan<byte> head)
    {
        foreach (var (bytes, offset, type) in Simple)
        {
            if (head.Length >= offset + bytes.Length && head[offset..].StartsWith(bytes))
            {
                return type;
            }
        }

        return Zip(head) ?? Riff(head) ?? IsoMedia(head) ?? Matroska(head) ?? Mpeg(head) ?? Bitmap(head) ?? Markup(head) ?? Pdf(head);
    }

    private static string? Pdf(ReadOnlySpan<byte> head)
        => head[..Math.Min(head.Length, PdfJunk)].IndexOf("%PDF-"u8) >= 0 ? "application/pdf" : null;

    private static string? Zip(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("PK\u0003\u0004"u8))
        {
            return head.StartsWith("PK\u0005\u0006"u8) ? "application/zip" : null;
        }

        // OpenDocument and EPUB begin with an entry "mimetype" that is stored plainly: the type follows its name.
        if (head.Length > 38 && head[30..].StartsWith("mimetype"u8))
        {
            var type = head[38..];
            var end = type.IndexOf("PK"u8);
            var text = Encoding.ASCII.GetString(type[..Math.Clamp(end, 0, 100)]);
            return text.StartsWith("application/", StringComparison.Ordinal) ? text : "application/zip";
        }

        if (head.IndexOf("[Content_Types].xml"u8) < 0 && head.IndexOf("_rels/.rels"u8) < 0)
        {
            return "application/zip";
        }

        const string Office = "application/vnd.openxmlformats-officedocument";

        return head.IndexOf("word/"u8) >= 0 ? $"{Office}.wordprocessingml.document"
            : head.IndexOf("xl/"u8) >= 0 ? $"{Office}.spreadsheetml.sheet"
            : head.IndexOf("ppt/"u8) >= 0 ? $"{Office}.presentationml.presentation"
            : "application/zip";
    }

    private static string? Riff(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12 || !head.StartsWith("RIFF"u8))
        {
            return null;
        }

        var form = head[8..12];
        return form.SequenceEqual("WEBP"u8) ? "image/webp"
            : form.SequenceEqual("WAVE"u8) ? "audio/wav"
            : form.SequenceEqual("AVI "u8) ? "video/x-msvideo"
            : null;
    }

    // MP4 and its family name their brand after "ftyp".
    private static string? IsoMedia(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12 || !head[4..].StartsWith("ftyp"u8))
        {
            return null;
        }

        return Encoding.ASCII.GetString(head[8..12]) switch
        {
            "avif" or "avis" => "image/avif",
            "heic" or "heix" or "hevc" or "heim" or "heis" or "mif1" or "msf1" => "image/heic",
            "M4A " or "M4B " => "audio/mp4",
            "qt  " => "video/quicktime",
            "3gp4" or "3gp5" or "3gp6" or "3g2a" => "video/3gpp",
            _ => "video/mp4",
        };
    }

    private static string? Matroska(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]))
        {
            return null;
        }

        return head[..Math.Min(head.Length, 64)].IndexOf("webm"u8) >= 0 ? "video/webm" : "video/x-matroska";
    }

    // MPEG audio without a tag: a frame's header has eleven bits set, and no reserved version, rate or frequency.
    private static string? Mpeg(ReadOnlySpan<byte> head)
    {
        if (head.Length < 4 || head[0] != 0xFF || (head[1] & 0xE0) != 0xE0)
        {
            return null;
        }

        if ((head[1] & 0xF6) == 0xF0)
        {
            return "audio/aac";
        }

        // Layer I is left out: nobody uses it, and its header is the byte order mark of UTF-16.
        var isFrame = (head[1] & 0x18) != 0x08
            && (head[1] & 0x06) is (0x02 or 0x04)
            && (head[2] & 0xF0) is not (0xF0 or 0)
            && (head[2] & 0x0C) != 0x0C;
        return isFrame ? "audio/mpeg" : null;
    }

    // "BM" alone could begin a text; the reserved bytes of the header are zero.
    private static string? Bitmap(ReadOnlySpan<byte> head)
        => head.Length > 14 && head.StartsWith("BM"u8) && head[6..10].IndexOfAnyExcept((byte)0) < 0 ? "image/bmp" : null;

    private static string? Markup(ReadOnlySpan<byte> head)
    {
        var text = (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? Encoding.Unicode
            : head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? Encoding.BigEndianUnicode
            : Encoding.UTF8).GetString(head).AsSpan().TrimStart('\uFEFF');

        var isXml = false;

        while (true)
        {
            text = text.TrimStart(" \t\r\n\f");

            if (text.StartsWith("<!--", StringComparison.Ordinal) && text.IndexOf("-->", StringComparison.Ordinal) is >= 0 and var comment)
            {
                text = text[(comment + 3)..];
            }
            else if (text.StartsWith("<?xml", StringComparison.Ordinal) && text.IndexOf("?>", StringComparison.Ordinal) is >= 0 and var declaration)
            {
                text = text[(declaration + 2)..];
                isXml = true;
            }
            else if (text.StartsWith("<!DOCTYPE svg", StringComparison.OrdinalIgnoreCase) && text.IndexOf('>') is >= 0 and var doctype)
            {
                text = text[(doctype + 1)..];
            }
            else
            {
                break;
            }
        }

        return IsTag(text, "svg") ? "image/svg+xml" : IsHtml(text) ? "text/html" : isXml ? "application/xml" : null;
    }

    private static bool IsHtml(ReadOnlySpan<char> text)
    {
        foreach (var tag in HtmlTags)
        {
            if (IsTag(text, tag))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTag(ReadOnlySpan<char> text, string name)
        => text.Length > name.Length + 1
            && text[0] == '<'
            && text[1..].StartsWith(name, StringComparison.OrdinalIgnoreCase)
            && text[name.Length + 1] is ' ' or '>' or '\t' or '\r' or '\n' or '/';
}
