using System.Text;
using NotionSync.Files;

namespace NotionSync.Tests.Files;

public sealed class SafeFileNameTests
{
    [Theory]
    [InlineData("Policy.pdf", "Policy.pdf")]
    [InlineData("  Policy .pdf ", "Policy .pdf")]
    [InlineData("../../etc/passwd.txt", "_.._etc_passwd.txt")]
    [InlineData("C:\\Windows\\win.ini", "C__Windows_win.ini")]
    [InlineData("a/b\\c:d*e?f\"g<h>i|j.pdf", "a_b_c_d_e_f_g_h_i_j.pdf")]
    [InlineData("line\r\nbreak\t.pdf", "line  break .pdf")]
    [InlineData("nul\u0000byte.pdf", "nulbyte.pdf")]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe.pdf")]
    [InlineData("zero\u200Bwidth\uFEFF.pdf", "zerowidth.pdf")]
    [InlineData("trailing. . .", "trailing.pdf")]
    [InlineData(".hidden.pdf", "hidden.pdf")]
    [InlineData("CON", "_CON.pdf")]
    [InlineData("con.pdf", "_con.pdf")]
    [InlineData("LPT1.old.pdf", "_LPT1.old.pdf")]
    [InlineData("COM¹.pdf", "_COM¹.pdf")]
    [InlineData("CON1.pdf", "CON1.pdf")]
    [InlineData("COM.pdf", "COM.pdf")]
    [InlineData("Console.pdf", "Console.pdf")]
    [InlineData("Policy v1.2", "Policy v1.2.pdf")]
    [InlineData("setup.exe", "setup.exe.pdf")]
    [InlineData("報告書.pdf", "報告書.pdf")]
    [InlineData("🙂.pdf", "🙂.pdf")]
    public void A_name_becomes_safe(string name, string expected) => Assert.Equal(expected, SafeFileName.From(name, null, "application/pdf"));

    [Fact]
    public void Half_a_surrogate_pair_becomes_an_underscore() => Assert.Equal("half_pair.pdf", SafeFileName.From("half\uD800pair.pdf", null, null));

    [Theory]
    [InlineData("U\u0308bersicht.pdf", "Übersicht.pdf")]
    [InlineData("re\u0301sume\u0301.pdf", "résumé.pdf")]
    [InlineData("か\u3099.pdf", "が.pdf")]
    [InlineData("\u1112\u1161\u11AB\u1100\u1173\u11AF.pdf", "한글.pdf")]
    public void A_decomposed_name_is_composed(string name, string expected) => Assert.Equal(expected, SafeFileName.From(name, null, null));

    [Theory]
    [InlineData("https://files.example.com/a/b/Policy%20%C3%9Cbersicht.pdf?X-Amz-Signature=secret", "Policy Übersicht.pdf")]
    [InlineData("https://files.example.com/a/..%2F..%2Fetc%2Fpasswd", "_.._etc_passwd.pdf")]
    [InlineData("https://files.example.com/a/", "a.pdf")]
    [InlineData("https://files.example.com/", "file.pdf")]
    [InlineData("not a url", "file.pdf")]
    [InlineData(null, "file.pdf")]
    public void Without_a_name_the_end_of_the_path_is_one(string? url, string expected)
        => Assert.Equal(expected, SafeFileName.From("...", url, "application/pdf"));

    [Theory]
    [InlineData("settings.toml", "text/plain", "settings.toml")]
    [InlineData("README", "text/plain", "README.txt")]
    [InlineData("data", "application/octet-stream", "data")]
    public void An_extension_is_added_only_where_it_helps(string name, string contentType, string expected)
        => Assert.Equal(expected, SafeFileName.From(name, null, contentType));

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("報")]
    [InlineData("🙂")]
    public void A_long_name_is_cut_between_characters_and_keeps_its_extension(string letter)
    {
        var name = SafeFileName.From(string.Concat(Enumerable.Repeat(letter, 500)) + ".pdf", null, null);

        Assert.InRange(Encoding.UTF8.GetByteCount(name), SafeFileName.MaxBytes - 3, SafeFileName.MaxBytes);
        Assert.EndsWith(letter + ".pdf", name, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_at_all_becomes_a_safe_name()
    {
        var random = new Random(20260101);

        for (var count = 0; count < 2_000; count++)
        {
            var name = SafeFileName.From(new([.. Enumerable.Range(0, random.Next(0, 80)).Select(_ => (char)random.Next(0x10000))]), null, null);

            Assert.InRange(Encoding.UTF8.GetByteCount(name), 1, SafeFileName.MaxBytes);
            Assert.DoesNotContain(name, character => char.IsControl(character) || "/\\:*?\"<>|".Contains(character, StringComparison.Ordinal));
            Assert.Equal(name.Trim(' ', '.'), name);
            Assert.Equal(name, SafeFileName.From(name, null, null));
        }
    }

    [Fact]
    public void Names_of_a_document_are_unique_whatever_their_case()
    {
        var names = new UniqueNames();

        Assert.Equal("name.pdf", names.Add("name.pdf"));
        Assert.Equal("NAME-2.pdf", names.Add("NAME.pdf"));
        Assert.Equal("name-3.pdf", names.Add("name.pdf"));
        Assert.Equal("name-2-2.pdf", names.Add("name-2.pdf"));
        Assert.Equal("name", names.Add("name"));
        Assert.Equal("name-4.pdf", names.Add("name.pdf"));
        Assert.Equal("Übersicht.pdf", names.Add("Übersicht.pdf"));
        Assert.Equal("übersicht-2.pdf", names.Add("übersicht.pdf"));
    }

    [Fact]
    public void A_number_does_not_make_a_name_too_long()
    {
        var names = new UniqueNames();
        var name = SafeFileName.From(new string('x', 500) + ".pdf", null, null);

        names.Add(name);
        var second = names.Add(name);

        Assert.EndsWith("x-2.pdf", second, StringComparison.Ordinal);
        Assert.Equal(SafeFileName.MaxBytes, second.Length);
    }
}
