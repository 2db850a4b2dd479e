using Microsoft.Extensions.DependencyInjection;
using NotionSync.Connections;
using NotionSync.Events;
using NotionSync.Syncing;
using NotionSync.Tests.Infrastructure;
using NotionSync.Tests.Syncing;

namespace NotionSync.Tests.Connections;

/// <summary>What follows from a connection's status comes to pass, also where a fault comes in between.</summary>
public sealed class ConnectionStatusTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    [Fact]
    public async Task That_a_connection_needs_to_be_authorised_again_is_told_once_though_telling_failed_at_first()
    {
        var sender = new FailingSender();
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString, configure: services => services
            .AddSingleton<IEventSender>(sender)
            .Configure<EventsOptions>(options => (options.Url, options.Secret) = ("https://example.com/hook", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")));
        var service = world.Get<ConnectionService>();

        sender.Fails = true;
        await Assert.ThrowsAsync<IOException>(() => service.MarkNeedsReauthorizationAsync(world.Connection, default));
        sender.Fails = false;
        await service.MarkNeedsReauthorizationAsync(world.Connection, default);
        await service.MarkNeedsReauthorizationAsync(world.Connection, default);

        Assert.Equal(ConnectionStatus.NeedsReauthorization, (await world.FindConnectionAsync()).Status);
        var told = (await world.Get<IEventStore>().ListAsync(world.Tenant, null, null, 10, default)).Items.Where(one => one.Type == EventTypes.ConnectionNeedsReauthorization);
        Assert.Contains(Assert.Single(told).Id, sender.Sent);
    }

    [Fact]
    public async Task A_connection_that_works_again_is_in_the_timetable_though_a_fault_followed_its_write()
    {
        var schedule = new LateFault();
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString, configure: services => services.AddSingleton<ITimetable>(schedule));
        var service = world.Get<ConnectionService>();
        await service.MarkBlockedAsync(world.Connection, default);
        Assert.False(schedule.IsDue);

        schedule.IsTooLate = async () => (await world.FindConnectionAsync()).Status == ConnectionStatus.Active;
        await Assert.ThrowsAsync<IOException>(() => service.CheckAsync(world.Tenant, world.Connection.Id, default));

        Assert.Equal((ConnectionStatus.Active, true), ((await world.FindConnectionAsync()).Status, schedule.IsDue));
    }

    private sealed class FailingSender : IEventSender
    {
        public bool Fails { get; set; }

        public List<string> Sent { get; } = [];

        public Task SendAsync(EventMessage message, TimeSpan delay, CancellationToken cancellationToken)
        {
            if (Fails)
            {
                throw new IOException("Not now.");
            }

            Sent.Add(message.EventId);
            return Task.CompletedTask;
        }
    }

    private sealed class LateFault : ITimetable
    {
        public Func<Task<bool>> IsTooLate { get; set; } = () => Task.FromResult(false);

        public bool IsDue { get; private set; }

        public async Task SetAsync(TimetableEntry entry, CancellationToken cancellationToken)
            => IsDue = await IsTooLate() ? throw new IOException("Too late.") : true;

        public Task<bool> TryMoveAsync(TimetableEntry entry, DateTimeOffset dueAt, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task RemoveAsync(TimetableSubject subject, string tenantId, string id, CancellationToken cancellationToken)
        {
            IsDue = false;
            return Task.CompletedTask;
        }

        public IAsyncEnumerable<TimetableEntry> ListDueAsync(DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
