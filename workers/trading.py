"""Markets' background work."""

from __future__ import annotations

from app.config import Settings
from app.domain.trading.collection import live, run
from app.domain.trading.collection.jobs import CollectionJob, run_of
from app.domain.trading.collection.source import exchange
from app.domain.trading.forecasts import jobs as forecast_jobs
from app.domain.trading.forecasts.jobs import ForecastsJob
from app.domain.trading.forecasts.run import forecast_due, forecast_instrument
from app.domain.trading.signals.decisions import decide_signals
from app.domain.trading.training import finish, plan, renewal
from app.domain.trading.training import jobs as training_jobs
from app.domain.trading.training import run as training_run
from app.domain.trading.training.jobs import TrainingJob
from app.extensions import celery
from app.jobs import forget
from workers.schedule import Timetable, every, minutely

RESUME_S = 5
FOLLOW_AFTER_S = 2
"""How long after a minute's end its bar is asked for."""
FORECAST_S = 30
RETRAIN_S = 600


def timetable(_settings: Settings) -> Timetable:
    """Return when markets' jobs run by themselves."""
    return {
        "resume collections": every(RESUME_S, CollectionJob.RESUME),
        "follow the exchange": minutely(FOLLOW_AFTER_S, CollectionJob.FOLLOW),
        "resume trainings": every(RESUME_S, TrainingJob.RESUME),
        "forecast after each hour": every(FORECAST_S, ForecastsJob.SWEEP),
        "train anew": every(RETRAIN_S, TrainingJob.RETRAIN),
    }


@celery.task(name=CollectionJob.COLLECT)
def collect(collection_id: int) -> None:
    """Fetch what is missing of a symbol's span."""
    forget(run_of(collection_id))
    run.run_collection(exchange(), collection_id)


@celery.task(name=CollectionJob.RESUME)
def resume() -> None:
    """Have collections go on whose worker died."""
    run.resume_collections()


@celery.task(name=CollectionJob.FOLLOW)
def follow() -> None:
    """Store the minute that has closed of every collected symbol, and tell those who watch."""
    live.follow_exchange(exchange())


@celery.task(name=TrainingJob.PLAN)
def plan_training(training_id: int) -> None:
    """Settle what a training consists of."""
    forget(training_jobs.run_of(training_id))
    plan.plan_training(training_id)


@celery.task(name=TrainingJob.PART)
def train_part(training_id: int, model: str, part: int) -> None:
    """Fit a model to the past of one fold."""
    forget(training_jobs.part_run(training_id, model, part))
    training_run.train_part(training_id, model, part)


@celery.task(name=TrainingJob.FINISH)
def finish_training(training_id: int) -> None:
    """Choose among the models of a training and store them."""
    forget(training_jobs.finish_key(training_id))
    finish.finish_training(training_id)


@celery.task(name=TrainingJob.RESUME)
def resume_trainings() -> None:
    """Have trainings go on whose worker died."""
    finish.resume_trainings()


@celery.task(name=TrainingJob.RETRAIN)
def retrain() -> None:
    """Train anew what was trained long ago."""
    renewal.retrain()


@celery.task(name=ForecastsJob.SWEEP)
def forecast_all() -> None:
    """Have instruments forecast of which an hour has ended."""
    forecast_due()


@celery.task(name=ForecastsJob.FORECAST)
def forecast(instrument_id: int) -> None:
    """Predict from an instrument's last hour, score what is due, and decide on signals."""
    forget(forecast_jobs.run_of(instrument_id))
    forecast_instrument(instrument_id, decide_signals)
