namespace NotionSync.Tests;

public sealed class CursorTests
{
    [Theory]
    [InlineData("")]
    [InlineData("row-42")]
    [InlineData("Ärger/\\#?\u0001 日本 🙂")]
    public void A_cursor_gives_back_the_place_it_was_made_of(string place)
        => Assert.Equal(place, Cursor.Decode("documents", "acme", Cursor.Encode("documents", "acme", place)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_cursor_means_the_start(string? cursor) => Assert.Null(Cursor.Decode("documents", "acme", cursor));

    [Theory]
    [InlineData("imports", "acme")]
    [InlineData("documents", "globex")]
    [InlineData("documentsa", "cme")]
    public void A_cursor_of_another_list_is_refused(string list, string scope)
        => AssertInvalid(() => Cursor.Decode(list, scope, Cursor.Encode("documents", "acme", "row-42")));

    [Theory]
    [InlineData("garbage")]
    [InlineData("AQ")]
    [InlineData("===")]
    [InlineData("a b")]
    [InlineData("../../etc/passwd")]
    [InlineData("\u0000")]
    public void Garbage_is_refused(string cursor) => AssertInvalid(() => Cursor.Decode("documents", "acme", cursor));

    [Fact]
    public void A_cursor_with_any_character_changed_or_cut_off_is_refused()
    {
        var cursor = Cursor.Encode("documents", "acme", "row-42");

        for (var position = 0; position < cursor.Length; position++)
        {
            var other = cursor[position] == 'A' ? 'Q' : 'A';
            AssertInvalid(() => Cursor.Decode("documents", "acme", cursor[..position] + other + cursor[(position + 1)..]));

            if (position > 0)
            {
                AssertInvalid(() => Cursor.Decode("documents", "acme", cursor[..position]));
            }
        }
    }

    [Fact]
    public void A_cursor_of_megabytes_is_refused_unread()
        => AssertInvalid(() => Cursor.Decode("documents", "acme", new string('A', 2_000_000)));

    private static void AssertInvalid(Action decode)
    {
        var problem = Assert.Throws<ProblemException>(decode);

        Assert.Equal(ProblemKind.Invalid, problem.Kind);
        Assert.Equal("invalid_cursor", problem.Code);
    }
}
