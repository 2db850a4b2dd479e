using System.Globalization;
using System.Text;

namespace NotionSync.Emulator.Files;

/// <summary>Small real PDF files of one page that show a text; on demand made as big as wanted by an unused stream.</summary>
internal static class Pdf
{
    private const int LineLength = 85;
    private const int LinesOfPage = 50;

    public static FileContent Of(string text, long size = 0)
    {
        var head = new StringBuilder("%PDF-1.4\n%\u00E2\u00E3\u00CF\u00D3\n");
        var offsets = new List<long>();

        Add("<< /Type /Catalog /Pages 2 0 R >>");
        Add("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        Add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>");

        var drawing = Drawing(text);
        Add($"<< /Length {drawing.Length} >>\nstream\n{drawing}\nendstream");
        Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");

        if (size <= head.Length)
        {
            return Bytes(head + Trailer(offsets, head.Length));
        }

        var filler = size - head.Length;
        offsets.Add(head.Length);
        var opening = $"6 0 obj\n<< /Length {filler} >>\nstream\n";
        const string Closing = "\nendstream\nendobj\n";
        var start = head.Length + opening.Length + filler + Closing.Length;

        return new JoinedContent(Bytes(head + opening), new FillerContent(filler), Bytes(Closing + Trailer(offsets, start)));

        void Add(string body)
        {
            offsets.Add(head.Length);
            head.Append(CultureInfo.InvariantCulture, $"{offsets.Count} 0 obj\n{body}\nendobj\n");
        }
    }

    private static string Drawing(string text)
    {
        var drawing = new StringBuilder("BT /F1 11 Tf 50 790 Td 15 TL\n");

        foreach (var line in Lines(text).Take(LinesOfPage))
        {
            drawing.Append('(').Append(Escape(line)).Append(") Tj T*\n");
        }

        return drawing.Append("ET").ToString();
    }

    private static IEnumerable<string> Lines(string text)
    {
        foreach (var paragraph in text.Split('\n'))
        {
            var line = new StringBuilder();

            foreach (var word in paragraph.Split(' '))
            {
                if (line.Length + word.Length > LineLength)
                {
                    yield return line.ToString();
                    line.Clear();
                }

                line.Append(line.Length == 0 ? "" : " ").Append(word);
            }

            yield return line.ToString();
        }
    }

    // The file is written as Latin-1, so that positions in the text are positions in the file.
    private static string Escape(string text)
        => string.Concat(text.Select(letter => letter switch
        {
            '(' or ')' or '\\' => $"\\{letter}",
            > '\u00FF' => "?",
            _ => letter.ToString(),
        }));

    private static string Trailer(List<long> offsets, long start)
    {
        var trailer = new StringBuilder();
        trailer.Append(CultureInfo.InvariantCulture, $"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n");

        foreach (var offset in offsets)
        {
            trailer.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        }

        trailer.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        return trailer.ToString();
    }

    private static BytesContent Bytes(string text) => new(Encoding.Latin1.GetBytes(text));
}
