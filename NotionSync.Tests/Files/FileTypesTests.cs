using System.IO.Compression;
using System.Text;
using NotionSync.Files;

namespace NotionSync.Tests.Files;

public sealed class FileTypesTests
{
    [Theory]
    [InlineData("25504446 2D312E37", "application/pdf")]
    [InlineData("0A0A20 25504446 2D", "application/pdf")]
    [InlineData("89504E47 0D0A1A0A", "image/png")]
    [InlineData("FFD8FFE0", "image/jpeg")]
    [InlineData("474946383961", "image/gif")]
    [InlineData("52494646 00000000 57454250", "image/webp")]
    [InlineData("52494646 00000000 57415645", "audio/wav")]
    [InlineData("00000020 66747970 69736F6D", "video/mp4")]
    [InlineData("00000020 66747970 4D344120", "audio/mp4")]
    [InlineData("00000020 66747970 71742020", "video/quicktime")]
    [InlineData("00000020 66747970 61766966", "image/avif")]
    [InlineData("00000020 66747970 68656963", "image/heic")]
    [InlineData("49443303", "audio/mpeg")]
    [InlineData("FFFB9064", "audio/mpeg")]
    [InlineData("FFF15080", "audio/aac")]
    [InlineData("1A45DFA3 9F428682 7765626D", "video/webm")]
    [InlineData("504B0304 14000000", "application/zip")]
    [InlineData("D0CF11E0 A1B11AE1", "application/x-ole-storage")]
    [InlineData("7B5C7274 66", "application/rtf")]
    public void A_format_is_told_by_its_first_bytes(string hex, string expected)
        => Assert.Equal(expected, FileSignature.Sniff(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));

    [Theory]
    [InlineData("<!DOCTYPE html><html>", "text/html")]
    [InlineData("\uFEFF\r\n  <!-- hi --> <!doctype HTML>", "text/html")]
    [InlineData("<HTML lang=en>", "text/html")]
    [InlineData("<script>alert(1)</script>", "text/html")]
    [InlineData("<?xml version=\"1.0\"?><html xmlns=\"x\">", "text/html")]
    [InlineData("<svg xmlns=\"x\">", "image/svg+xml")]
    [InlineData("<?xml version=\"1.0\"?>\n<!-- x --><!DOCTYPE svg PUBLIC \"x\"><svg>", "image/svg+xml")]
    [InlineData("<?xml version=\"1.0\"?><feed>", "application/xml")]
    [InlineData("<p align=\"center\">A readme</p>", null)]
    [InlineData("<htmlish>", null)]
    [InlineData("Plain text", null)]
    [InlineData("BM is no picture", null)]
    [InlineData("", null)]
    public void Markup_is_told_by_its_first_tag(string text, string? expected) => Assert.Equal(expected, FileSignature.Sniff(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_page_in_UTF16_is_a_page_and_its_mark_is_no_music()
    {
        Assert.Equal("text/html", FileSignature.Sniff([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<html>")]));
        Assert.Null(FileSignature.Sniff([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("abc")]));
    }

    [Theory]
    [InlineData("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    [InlineData("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation")]
    [InlineData("other/part.xml", "application/zip")]
    public void An_office_document_is_told_by_its_parts(string part, string expected)
        => Assert.Equal(expected, FileSignature.Sniff(Zip(("[Content_Types].xml", "<Types/>"), ("_rels/.rels", "<Relationships/>"), (part, "<x/>"))));

    [Fact]
    public void An_open_document_says_its_type_itself()
        => Assert.Equal(
            "application/vnd.oasis.opendocument.text",
            FileSignature.Sniff(Zip(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<x/>"))));

    [Theory]
    // The bytes win over what anybody says.
    [InlineData("%PDF-1.7", "application/octet-stream", "x", "application/pdf")]
    [InlineData("%PDF-1.7", "text/html", "x.html", "application/pdf")]
    [InlineData("<!doctype html>", "application/pdf", "policy.pdf", "text/html")]
    [InlineData("<!doctype html>", null, "policy.pdf", "text/html")]
    [InlineData("<!doctype html>", "text/html", "policy.txt", "text/html")]
    [InlineData("<svg >", "image/png", "x.png", "image/svg+xml")]
    // The source of a page, as a text.
    [InlineData("<!doctype html>", "text/plain", "page.txt", "text/plain")]
    [InlineData("<!doctype html>", "application/octet-stream", "page.md", "text/markdown")]
    // Families: the name or the header tells the member.
    [InlineData("PK\u0003\u0004", "application/octet-stream", "x.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("PK\u0003\u0004", "application/java-archive", "x", "application/java-archive")]
    [InlineData("PK\u0003\u0004", "application/pdf", "x.pdf", "application/zip")]
    // Texts.
    [InlineData("a,b\n1,2\n", "text/plain", "table.csv", "text/csv")]
    [InlineData("a,b\n1,2\n", "text/html", "table.csv", "text/csv")]
    [InlineData("# Title", null, "README.md", "text/markdown")]
    [InlineData("just text", "text/html", "page", "text/html")]
    [InlineData("just text", "application/octet-stream", "notes", "text/plain")]
    [InlineData("{}", "application/json", "x", "application/json")]
    // What claims a format without having its mark does not get its name.
    [InlineData("just text", "image/png", "x.png", "text/plain")]
    [InlineData("\0\0\0zero", "application/pdf", "x.pdf", "application/octet-stream")]
    [InlineData("\0\0\0zero", "application/vnd.example", "x", "application/vnd.example")]
    [InlineData("\0\0\0zero", "text/plain", "x.txt", "application/octet-stream")]
    [InlineData("", null, "x", "application/octet-stream")]
    [InlineData("", "text/plain", "x.txt", "text/plain")]
    public void Bytes_header_and_name_together_give_the_type(string head, string? declared, string name, string expected)
        => Assert.Equal(expected, FileTypes.Resolve(Encoding.UTF8.GetBytes(head), declared, name));

    [Theory]
    [InlineData("image/svg+xml", true)]
    [InlineData("text/html", true)]
    [InlineData("application/xhtml+xml", true)]
    [InlineData("text/javascript", true)]
    [InlineData("application/pdf", false)]
    [InlineData("image/png", false)]
    [InlineData("text/plain", false)]
    public void Types_that_a_browser_runs_are_marked(string type, bool isActive) => Assert.Equal(isActive, FileTypes.IsActive(type));

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var stream = new MemoryStream();

        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var entry = archive.CreateEntry(name, name is "mimetype" ? CompressionLevel.NoCompression : CompressionLevel.Optimal).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return stream.ToArray();
    }
}
