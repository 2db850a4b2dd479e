using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Events;

namespace NotionSync.Tests.Events;

public sealed class EventWorkerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task What_happened_goes_out_once_signed_and_with_its_id()
    {
        await using var events = await EventHost.StartAsync();
        var happened = EventHost.Happened();

        await events.Publisher.PublishAsync(happened, None);
        await events.DrainAsync();

        var sent = Assert.Single(events.Receiver.Received);
        var body = Encoding.UTF8.GetString(sent.Body);
        Assert.Equal(happened.Id, sent.Headers["webhook-id"]);
        Assert.Equal("application/json", sent.Headers["Content-Type"]);
        Assert.Equal(
            EventSignature.Sign(EventSignature.TryReadSecrets("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!, happened.Id, long.Parse(sent.Headers["webhook-timestamp"], null), body),
            sent.Headers["webhook-signature"]);
        Assert.Equal(
            """{"type":"connection.added","timestamp":"2026-03-02T09:15:42+00:00","tenantId":"acme","data":{"connection":{"id":"c1","provider":"nango","status":"needs_reauthorization","workspaceId":"w1","workspaceName":"Workspace"}}}""",
            body);
        Assert.Equal((EventDeliveryState.Delivered, 1, 200), (events.Store.Only.State, events.Store.Only.Attempts, events.Store.Only.LastStatus));
    }

    [Fact]
    public async Task Told_again_and_again_it_is_still_one_event()
    {
        await using var events = await EventHost.StartAsync();

        await events.Publisher.PublishAsync(EventHost.Happened(), None);
        await events.Publisher.PublishAsync(EventHost.Happened(), None);
        await events.DrainAsync();
        await events.Publisher.PublishAsync(EventHost.Happened(), None);
        await events.Publisher.PublishAsync(EventHost.Happened("c2"), None);
        await events.DrainAsync();

        Assert.Equal(2, events.Receiver.Received.Count);
        Assert.Equal(2, events.Store.Rows.Count);
    }

    [Fact]
    public async Task A_crash_between_keeping_and_sending_is_made_up_for()
    {
        await using var events = await EventHost.StartAsync();
        await events.Publisher.PublishAsync(EventHost.Happened(), None);
        events.Queue.Messages.Clear();

        await events.Publisher.PublishAsync(EventHost.Happened(), None);
        await events.DrainAsync();

        Assert.Single(events.Receiver.Received);
    }

    [Fact]
    public async Task When_off_nothing_is_kept_and_nothing_sent()
    {
        await using var events = await EventHost.StartAsync(isOn: false);
        await events.Publisher.PublishAsync(EventHost.Happened(), None);

        Assert.Empty(events.Store.Rows);
        Assert.Empty(events.Queue.Messages);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(0)]
    public async Task What_is_refused_is_tried_ten_times_with_growing_pauses_and_then_dead(int answer)
    {
        await using var events = await EventHost.StartAsync();
        events.Receiver.Answer = _ => answer;

        await events.Publisher.PublishAsync(EventHost.Happened(), None);
        await events.DrainAsync();

        Assert.Equal(10, events.Receiver.Received.Count);
        Assert.Equal([TimeSpan.Zero, .. EventWorker.Pauses], events.Queue.Delays);
        Assert.Equal(events.Queue.Delays.Order(), events.Queue.Delays);
        Assert.All(events.Receiver.Received, request => Assert.Equal("/hook", request.Path));
        Assert.Single(events.Receiver.Received.Select(request => request.Headers["webhook-id"]).Distinct());
        Assert.Equal((EventDeliveryState.Dead, 10), (events.Store.Only.State, events.Store.Only.Attempts));
        Assert.Equal(answer == 0 ? null : answer, events.Store.Only.LastStatus);
        Assert.NotNull(events.Store.Only.LastError);
        Assert.Null(events.Store.Only.NextAttemptAt);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_for_good_is_not_asked_again()
    {
        await using var events = await EventHost.StartAsync();
        events.Receiver.Answer = _ => 410;
        await events.Publisher.PublishAsync(EventHost.Happened(), None);
        await events.DrainAsync();

        Assert.Single(events.Receiver.Received);
        Assert.Equal(EventDeliveryState.Dead, events.Store.Only.State);
    }

    [Fact]
    public async Task A_message_that_comes_twice_is_one_attempt()
    {
        await using var events = await EventHost.StartAsync();
        events.Receiver.Answer = _ => 500;
        await events.Publisher.PublishAsync(EventHost.Happened(), None);
        Assert.True(events.Queue.Messages.TryDequeue(out var sent));

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => events.Worker.HandleAsync(sent.Message, isRepeat: false, None)));

        Assert.Single(events.Receiver.Received);
        Assert.Equal(2, Assert.Single(events.Queue.Messages).Message.Attempt);
    }

    [Fact]
    public async Task An_attempt_that_was_cut_off_is_made_again()
    {
        await using var events = await EventHost.StartAsync();
        await events.Publisher.PublishAsync(EventHost.Happened(), None);
        var begun = events.Store.Only with { Attempts = 1 };
        Assert.NotNull(await events.Store.TryUpdateAsync(begun, None));

        await events.Worker.HandleAsync(new("acme", begun.Id, Attempt: 1), isRepeat: true, None);

        Assert.Single(events.Receiver.Received);
        Assert.Equal(EventDeliveryState.Delivered, events.Store.Only.State);
    }

    [Fact]
    public async Task A_message_that_was_given_up_leaves_a_dead_event_that_can_be_sent_again()
    {
        await using var events = await EventHost.StartAsync();
        await events.Publisher.PublishAsync(EventHost.Happened(), None);
        Assert.True(events.Queue.Messages.TryDequeue(out var sent));

        await events.Worker.GiveUpAsync(sent.Message, None);
        Assert.Equal(EventDeliveryState.Dead, events.Store.Only.State);
        await events.Worker.HandleAsync(sent.Message, isRepeat: true, None);
        Assert.Empty(events.Receiver.Received);

        await events.Deliveries.ResendAsync("acme", sent.Message.EventId, None);
        await events.DrainAsync();
        Assert.Equal(sent.Message.EventId, Assert.Single(events.Receiver.Received).Headers["webhook-id"]);
        Assert.Equal(EventDeliveryState.Delivered, events.Store.Only.State);
    }

    [Fact]
    public async Task Another_tenant_has_no_such_event()
    {
        await using var events = await EventHost.StartAsync();
        await events.Publisher.PublishAsync(EventHost.Happened(), None);

        var problem = await Assert.ThrowsAsync<ProblemException>(() => events.Deliveries.ResendAsync("other", events.Store.Only.Id, None));

        Assert.Equal("not_found", problem.Code);
    }

    [Fact]
    public async Task Old_events_are_forgotten()
    {
        await using var events = await EventHost.StartAsync();
        await events.Publisher.PublishAsync(EventHost.Happened(), None);
        events.Time.Advance(TimeSpan.FromDays(29).TotalSeconds);
        await events.Worker.CleanAsync(None);
        Assert.Single(events.Store.Rows);

        events.Time.Advance(TimeSpan.FromDays(2).TotalSeconds);
        await events.Worker.CleanAsync(None);
        Assert.Empty(events.Store.Rows);
    }
}
